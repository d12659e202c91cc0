/**
 * A terminal recording, read in slices: a long one must not hold the page up.
 */
import { breathe, Slice } from './TerminalSlice.ts'

/** What a terminal showed, in order. `times[i]` (ms since the start) is when `output[i]` was written. */
export interface Recording {
  readonly columns: number
  readonly rows: number
  readonly times: readonly number[]
  readonly output: readonly string[]
  readonly markers: readonly { readonly ms: number; readonly label: string }[]
}

/**
 * Reads asciicast version 2. Lines that are no events are passed over: a player shows what it can.
 *
 * @throws Error where the first line is not an asciicast v2 header
 * @see https://docs.asciinema.org/manual/asciicast/v2/
 */
export async function readRecording(text: string, signal?: AbortSignal): Promise<Recording> {
  const firstEnd = endOfLine(text, 0)
  const header = parse(text.slice(0, firstEnd)) as { version?: unknown; width?: unknown; height?: unknown } | null
  if (header?.version !== 2 || typeof header.width !== 'number' || typeof header.height !== 'number') {
    throw new Error('This is not a terminal recording: the first line is no asciicast v2 header.')
  }
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
    if (code === 'o') {
      times.push(seconds * 1000)
      output.push(data)
    } else if (code === 'm') {
      markers.push({ ms: seconds * 1000, label: data })
    }
    if (slice.spent()) {
      await breathe()
      signal?.throwIfAborted()
      slice.restart()
    }
  }
  return { columns: header.width, rows: header.height, times, output, markers }
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
