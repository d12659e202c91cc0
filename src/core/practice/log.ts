import { writerOf, type Answered, type PracticeEvent, type Reset } from './event.ts'

/** How long a reset can be taken back, ms. */
export const undoMs = 7 * 24 * 3600 * 1000

/** By time, then by writer and number: the same order whatever order they came in. */
function inOrder(a: PracticeEvent, b: PracticeEvent): number {
  if (a.at !== b.at) return a.at - b.at
  const [left, right] = [writerOf(a.id), writerOf(b.id)]
  if (left.writer !== right.writer) return left.writer < right.writer ? -1 : 1
  return left.n - right.n
}

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
function textOf(event: PracticeEvent): string {
  return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The resets that hold: those that nobody took back. */
export function resetsOf(events: readonly PracticeEvent[]): Reset[] {
  const undone = new Set(events.flatMap((event) => (event.type === 'undo' ? [event.reset] : [])))
  return events.filter((event): event is Reset => event.type === 'reset' && !undone.has(event.id))
}

const covers = (reset: Reset, event: PracticeEvent): boolean => {
  const { writer, n } = writerOf(event.id)
  return Object.hasOwn(reset.upTo, writer) && n <= (reset.upTo[writer] ?? 0)
}

/** What counts: all but what a reset hides. */
export function current(events: readonly PracticeEvent[]): PracticeEvent[] {
  const resets = resetsOf(events)
  return events.filter(
    (event) => event.type !== 'reset' && event.type !== 'undo' && !resets.some((reset) => covers(reset, event)),
  )
}

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

/** The last answer to each question. */
export function lastAnswers(events: readonly PracticeEvent[]): Map<string, Answered> {
  const last = new Map<string, Answered>()
  for (const event of events) if (event.type === 'answer') last.set(event.question, event)
  return last
}
