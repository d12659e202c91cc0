/**
 * Reads a mail protocol's two directions as one conversation. Which reply
 * answers which command, where a message's text begins and where TLS may start
 * depend on both, so bytes are made available in the order they travelled.
 */
import { latin1 } from '../bytes.ts'
import type { Direction, Problem } from '../parse.ts'
import type { MailMessage } from './message.ts'
import type { Reader, ReaderMaker, Tape } from './tape.ts'

export interface DialogueOptions {
  /** The protocol's reader: `smtp`, `imap`, `pop3` or `sieve`. */
  readonly reader: ReaderMaker
  readonly bytes: Readonly<Record<Direction, Uint8Array>>
  /** Where the dialogue starts in each direction. */
  readonly from: Readonly<Record<Direction, number>>
  /** Whether the server has greeted already, as it has before STARTTLS. */
  readonly greeted: boolean
  /** Whether something other than lines begins here; asked at each message's start. */
  stopsAt(dir: Direction, offset: number): boolean
}

export interface Dialogue {
  /** Makes bytes up to `end` available in one direction; gives back what became complete, in order. */
  advance(dir: Direction, end: number): MailMessage[]
  /** No more bytes will come. */
  finish(): MailMessage[]
  /** How far each direction has been read. */
  readonly at: Readonly<Record<Direction, number>>
  readonly upgraded: boolean
}

// Longer than any line a mail server takes, short enough for the patterns that read it.
const lineLengthMax = 0x10_0000

export function openDialogue({ reader: make, bytes, from, greeted, stopsAt }: DialogueOptions): Dialogue {
  const at = { ...from }
  const available = { ...from }
  // How far a search has already come, so that a long line arriving in small pieces is searched once.
  const searched: Record<string, { from: number; to: number }> = {}

  // The beginning of the line that was last found too long: a message that begins with it may be asked for at each packet.
  let long = { dir: '', start: -1, text: '' }
  const beginningOf = (dir: Direction, start: number): string => {
    if (long.dir !== dir || long.start !== start) {
      long = { dir, start, text: latin1(bytes[dir], start, start + lineLengthMax) }
    }
    return long.text
  }

  const find = (dir: Direction, mark: string, start: number): number => {
    let seen = searched[dir + mark]
    if (!seen || seen.from > start || seen.to < start) seen = searched[dir + mark] = { from: start, to: start }
    const begin = seen.to
    const last = mark.charCodeAt(mark.length - 1)
    const area = bytes[dir].subarray(0, available[dir])
    for (let i = area.indexOf(last, begin); i >= 0; i = area.indexOf(last, i + 1)) {
      if (latin1(area, Math.max(start, i + 1 - mark.length), i + 1) === mark) return i + 1
    }
    seen.to = Math.max(begin, available[dir])
    return -1
  }

  const tape: Tape = {
    greeted,
    ended: false,
    line(dir, ahead = 0) {
      const start = at[dir] + ahead
      const end = find(dir, '\n', start)
      const stop = end < 0 ? available[dir] : end
      if (stop - start > lineLengthMax) return beginningOf(dir, start)
      return end < 0 && !tape.ended ? '' : latin1(bytes[dir], start, stop)
    },
    take(dir, ahead, length) {
      const start = at[dir] + ahead
      if (start + length > available[dir] && !tape.ended) return null
      return latin1(bytes[dir], start, Math.min(available[dir], start + length))
    },
    until(dir, mark, ahead = 0) {
      const start = at[dir] + ahead
      const end = find(dir, mark, start)
      if (end < 0) return tape.ended ? latin1(bytes[dir], start, available[dir]) : null
      return latin1(bytes[dir], start, end)
    },
    at: (dir) => at[dir],
    silent: (dir) => bytes[dir].length === from[dir],
  }
  const reader: Reader = make(tape)

  const one = (dir: Direction): MailMessage | null => {
    if (at[dir] >= available[dir] || stopsAt(dir, at[dir])) return null
    const read = reader.next(dir)
    if (!read) return null
    const { problem, ...rest } = read
    const problems: Problem[] = problem ? [{ offset: at[dir], message: problem }] : []
    at[dir] = read.field.end
    return { dir, ...rest, problems }
  }

  const drain = (): MailMessage[] => {
    const out: MailMessage[] = []
    for (let got = one('s2c') ?? one('c2s'); got; got = one('s2c') ?? one('c2s')) out.push(got)
    return out
  }

  return {
    advance(dir, end) {
      available[dir] = Math.max(available[dir], Math.min(end, bytes[dir].length))
      return drain()
    },
    finish() {
      for (const dir of ['c2s', 's2c'] as const) available[dir] = bytes[dir].length
      const out = drain()
      tape.ended = true
      return [...out, ...drain()]
    },
    at,
    get upgraded() {
      return reader.upgraded
    },
  }
}
