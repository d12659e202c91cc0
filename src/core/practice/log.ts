/** A history, read: in order, without what a reset hides. */
import { writerOf, type Answered, type PracticeEvent, type Reset } from './event.ts'

/** By time, then by writer and number: the same order whatever order they came in. */
export function inOrder(a: PracticeEvent, b: PracticeEvent): number {
  if (a.at !== b.at) return a.at - b.at
  const [left, right] = [writerOf(a.id), writerOf(b.id)]
  if (left.writer !== right.writer) return left.writer < right.writer ? -1 : 1
  return left.n - right.n
}

/** The resets that hold: those that nobody took back. */
export function resetsOf(events: readonly PracticeEvent[]): Reset[] {
  const undone = new Set(events.flatMap((event) => (event.type === 'undo' ? [event.reset] : [])))
  return events.filter((event): event is Reset => event.type === 'reset' && !undone.has(event.id))
}

/** Whether a reset hides an event. */
export const covers = (reset: Reset, event: PracticeEvent): boolean => {
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

/** The last answer to each question. */
export function lastAnswers(events: readonly PracticeEvent[]): Map<string, Answered> {
  const last = new Map<string, Answered>()
  for (const event of events) if (event.type === 'answer') last.set(event.question, event)
  return last
}
