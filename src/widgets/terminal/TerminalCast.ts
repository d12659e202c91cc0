/**
 * A terminal recording, read in slices: one of 100,000 lines must not hold the page up, as reading it in one go
 * (`core/cast/`) would.
 */
import { breathe, Slice } from './TerminalSlice.ts'

/** More columns or rows take seconds to draw, and no terminal has them. */
const SIZE_MAX = 640

/** What a terminal showed, in order. `times[i]` (ms since the start) is when `output[i]` was written. */
export interface Recording {
  readonly columns: number
  readonly rows: number
  readonly times: readonly number[]
  readonly output: readonly string[]
  readonly markers: readonly { readonly ms: number; readonly label: string }[]
}

/**
 * Reads asciicast version 2 or 3. Lines that are no events are passed over: a player shows what it can.
 *
 * @throws Error where the first line is no header of either
 * @see https://docs.asciinema.org/manual/asciicast/v2/ and v3/
 */
export async function readRecording(text: string, signal?: AbortSignal): Promise<Recording> {
  const firstEnd = endOfLine(text, 0)
  const { version, columns, rows } = readHeader(text.slice(0, firstEnd))
  let ms = 0
  const times: number[] = []
  const output: string[] = []
  const markers: { ms: number; label: string }[] = []
  const slice = new Slice()
  for (let at = firstEnd + 1; at < text.length;) {
    const end = endOfLine(text, at)
    const event = parse(text.slice(at, end))
    at = end + 1
    if (!Array.isArray(event)) continue
    const [seconds, code, data] = event as unknown[]
    if (typeof seconds !== 'number' || typeof data !== 'string') continue
    // Version 3 counts from the event before.
    ms = version === 3 ? ms + seconds * 1000 : seconds * 1000
    if (code === 'o') {
      times.push(ms)
      output.push(data)
    } else if (code === 'm') {
      markers.push({ ms, label: data })
    }
    if (slice.spent()) {
      await breathe()
      signal?.throwIfAborted()
      slice.restart()
    }
  }
  return { columns, rows, times, output, markers }
}

function readHeader(line: string): { version: 2 | 3; columns: number; rows: number } {
  const header = parse(line) as {
    version?: unknown
    width?: unknown
    height?: unknown
    term?: { cols?: unknown; rows?: unknown }
  } | null
  const version = header?.version === 2 || header?.version === 3 ? header.version : null
  const columns = Number(version === 3 ? header?.term?.cols : header?.width)
  const rows = Number(version === 3 ? header?.term?.rows : header?.height)
  if (version === null) {
    throw new Error('This is not a terminal recording: the first line is no asciicast header of version 2 or 3.')
  }
  if (![columns, rows].every((size) => Number.isInteger(size) && size > 0 && size <= SIZE_MAX)) {
    throw new Error(
      `This recording asks for ${columns} columns and ${rows} rows: 1 to ${SIZE_MAX} of each can be shown.`,
    )
  }
  return { version, columns, rows }
}

/** How many of the outputs had been written at `ms`. */
export function outputsAt(recording: Recording, ms: number): number {
  let low = 0
  let high = recording.times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((recording.times[middle] ?? Infinity) <= ms) low = middle + 1
    else high = middle
  }
  return low
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
