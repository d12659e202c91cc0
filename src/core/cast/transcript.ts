/** A terminal recording as plain lines, for reading without a player. */
import type { Cast } from './cast.ts'

export interface TranscriptLine {
  /** When its first character was shown, ms. */
  readonly ms: number
  readonly text: string
}

// CSI, OSC (ended by BEL or ST), other string sequences, two-character escapes.
const sequence =
  /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-OQ-WYZ\\`a-~])/y

// As much of one as may go on in the next event.
const begun = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)$/y
// What a longer one says is not shown: its beginning and its last letter stand for it, or each event would read it anew.
const heldMax = 4096
// How far a sequence may move the cursor: a screen of more columns is no terminal's.
const columnsMax = 1000

/**
 * Replays output onto lines of text: carriage returns and backspaces write over what stands there, escape sequences
 * leave no trace, nor does an escape that begins none. Full-screen programs are beyond it; what our clients print is not.
 */
export function transcript(cast: Cast): TranscriptLine[] {
  const done: TranscriptLine[] = []
  let line: string[] = []
  let column = 0
  let startedMs = 0
  let held = ''
  for (const { ms, code, data } of cast.events) {
    if (code !== 'o') continue
    const text = held + data
    held = ''
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] ?? ''
      if (letter === '\x1b') {
        sequence.lastIndex = at
        const found = sequence.exec(text)
        if (!found) {
          begun.lastIndex = at
          if (!begun.test(text)) continue
          held = text.slice(at)
          if (held.length > heldMax) held = held.slice(0, 2) + held.slice(-1)
          break
        }
        if (found[2] === 'K' && (found[1] === '' || found[1] === '0')) line.length = Math.min(line.length, column)
        else if (found[2] === 'C') column = Math.max(column, Math.min(columnsMax, column + (Number(found[1]) || 1)))
        else if (found[2] === 'D') column = Math.max(0, column - (Number(found[1]) || 1))
        else if (found[2] === 'P') line.splice(column, Number(found[1]) || 1)
        at = sequence.lastIndex - 1
      } else if (letter === '\n') {
        done.push({ ms: line.length ? startedMs : ms, text: line.join('').trimEnd() })
        line = []
        column = 0
      } else if (letter === '\r') column = 0
      else if (letter === '\b') column = Math.max(0, column - 1)
      else if (letter === '\t') column = (column | 7) + 1
      else if (letter >= ' ' && letter !== '\x7f') {
        if (!line.length) startedMs = ms
        while (line.length < column) line.push(' ')
        line[column++] = letter
      }
    }
  }
  if (line.length) done.push({ ms: startedMs, text: line.join('').trimEnd() })
  return done
}
