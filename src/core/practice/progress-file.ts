/**
 * The file a learner's progress is exported to and imported from: JSON,
 *
 *   { "mailwire": "practice", "format": 1, "exportedAt": "2026-11-23T10:00:00.000Z", "events": [ ... ] }
 *
 * where each event is a {@link PracticeEvent}. Importing adds; it never takes
 * anything away, so a file may be imported twice, and two browsers may swap files.
 */
import { fields, readEvent, type PracticeEvent } from './event.ts'

/** The format this version writes. It changes only when an older version could misread the file. */
const progressFormat = 1

/** @param now  milliseconds since 1970 */
export function writeProgress(events: readonly PracticeEvent[], now: number): string {
  const exportedAt = new Date(now).toISOString()
  return `${JSON.stringify({ mailwire: 'practice', format: progressFormat, exportedAt, events }, null, 1)}\n`
}

export type ReadProgress =
  | {
      readonly ok: true
      readonly events: readonly PracticeEvent[]
      /** Entries that were damaged, or of a kind this version does not know. */
      readonly skipped: number
    }
  | { readonly ok: false; readonly problem: 'not-json' | 'not-ours' | 'newer' }

/** Reads an exported file. Never throws. */
export function readProgress(text: string): ReadProgress {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'not-json' }
  }
  const { mailwire, format, events } = (file ?? {}) as Record<string, unknown>
  if (mailwire !== 'practice' || typeof format !== 'number' || !Array.isArray(events)) {
    return { ok: false, problem: 'not-ours' }
  }
  if (format > progressFormat) return { ok: false, problem: 'newer' }
  const read = events.map(readEvent).map((event) => event && known(event))
  const whole = read.filter((event) => event !== null)
  return { ok: true, events: whole, skipped: read.length - whole.length }
}

/** An event without what this version does not know of it: there may be anything in a file, and it is kept for long. */
function known(event: PracticeEvent): PracticeEvent {
  const names = ['type', 'id', 'at', ...Object.keys(fields.get(event.type) ?? {})]
  return Object.fromEntries(Object.entries(event).filter(([name]) => names.includes(name))) as unknown as PracticeEvent
}
