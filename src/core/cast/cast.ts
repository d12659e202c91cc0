/** Asciicast files in: what a terminal showed, when, and the chapters marked in it. */
import type { Parsed, Problem } from '../parse.ts'

export interface CastEvent {
  /** Since the start of the recording, ms. */
  readonly ms: number
  /** `o` output, `i` input, `m` marker, `r` resize, `x` exit. */
  readonly code: string
  readonly data: string
}

export interface Cast {
  readonly version: 2 | 3
  readonly columns: number
  readonly rows: number
  readonly title: string
  readonly events: readonly CastEvent[]
  readonly markers: readonly { readonly ms: number; readonly label: string }[]
  /** When the last event was, ms. */
  readonly durationMs: number
}

/**
 * Reads asciicast versions 2 and 3. Never throws: a line that is no event is a
 * problem (its offset counts characters) and is passed over; a file without a
 * header gives an empty recording of 80 columns and 24 rows.
 *
 * @see https://docs.asciinema.org/manual/asciicast/v2/ and v3/
 */
export function readCast(text: string): Parsed<Cast> {
  const problems: Problem[] = []
  const events: CastEvent[] = []
  let header: Record<string, unknown> | null = null
  let offset = 0
  let ms = 0
  for (const line of text.split('\n')) {
    const at = offset
    offset += line.length + 1
    // Version 3 allows comments.
    if (!line.trim() || line.startsWith('#')) continue
    const value = parse(line)
    if (!header) {
      if (isRecord(value) && (value['version'] === 2 || value['version'] === 3)) header = value
      else problems.push({ offset: at, message: 'The first line is no asciicast header of version 2 or 3.' })
      header ??= {}
      continue
    }
    const [seconds, code, data] = Array.isArray(value) ? (value as unknown[]) : []
    if (typeof seconds !== 'number' || typeof code !== 'string' || typeof data !== 'string') {
      problems.push({ offset: at, message: 'A line is not an event: [seconds, code, data].' })
      continue
    }
    // Version 2 counts from the start, version 3 from the event before. To a microsecond, as it was recorded.
    ms = Math.round((header['version'] === 3 ? ms / 1000 + seconds : seconds) * 1e6) / 1000
    events.push({ ms, code, data })
  }
  if (!header) problems.push({ offset: 0, message: 'The file is empty.' })
  const size = isRecord(header?.['term']) ? header['term'] : header
  const whole = (value: unknown, otherwise: number) =>
    Number.isInteger(value) && Number(value) > 0 ? Number(value) : otherwise
  return {
    value: {
      version: header?.['version'] === 3 ? 3 : 2,
      columns: whole(size?.['width'] ?? size?.['cols'], 80),
      rows: whole(size?.['height'] ?? size?.['rows'], 24),
      title: typeof header?.['title'] === 'string' ? header['title'] : '',
      events,
      markers: events.filter(({ code }) => code === 'm').map((event) => ({ ms: event.ms, label: event.data })),
      durationMs: events.at(-1)?.ms ?? 0,
    },
    problems,
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
