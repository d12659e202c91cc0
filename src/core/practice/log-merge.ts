import type { PracticeEvent } from './event.ts'
import { inOrder } from './log.ts'

/**
 * Puts histories together: every event once, in order. The same in either
 * order and twice over. Where damage gave two events one id, the one whose
 * text sorts first stays, so that every machine keeps the same.
 */
export function merge(...histories: readonly (readonly PracticeEvent[])[]): PracticeEvent[] {
  const byId = new Map<string, PracticeEvent>()
  for (const event of histories.flat()) {
    const before = byId.get(event.id)
    if (!before || textOf(event) < textOf(before)) byId.set(event.id, event)
  }
  return [...byId.values()].sort(inOrder)
}

/** As text, with sorted keys, since two engines may hold the same record in another order. */
export function textOf(event: PracticeEvent): string {
  return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))
}
