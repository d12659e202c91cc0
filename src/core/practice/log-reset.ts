import { writerOf, type PracticeEvent, type Reset } from './event.ts'
import { covers, resetsOf } from './log.ts'

/** How long a reset can be taken back, ms. */
export const undoMs = 7 * 24 * 3600 * 1000

/** What a reset written now would hide: for each writer, the last number known. */
export function known(events: readonly PracticeEvent[]): Record<string, number> {
  const upTo: Record<string, number> = {}
  for (const { id } of events) {
    const { writer, n } = writerOf(id)
    upTo[writer] = Math.max(upTo[writer] ?? 0, n)
  }
  return upTo
}

/** The last reset that can still be taken back, if there is one. */
export function undoable(events: readonly PracticeEvent[], now: number): Reset | undefined {
  return resetsOf(events).findLast((reset) => now - reset.at < undoMs)
}

/** Ids to delete for good: what a reset has hidden for longer than a week. */
export function expired(events: readonly PracticeEvent[], now: number): string[] {
  const old = resetsOf(events).filter((reset) => now - reset.at >= undoMs)
  return events
    .filter((event) => event.type !== 'reset' && event.type !== 'undo' && old.some((reset) => covers(reset, event)))
    .map(({ id }) => id)
}
