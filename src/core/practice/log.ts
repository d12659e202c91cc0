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

/** Tells of an event whether one of some resets hides it. */
export function hiddenBy(resets: readonly Reset[]): (event: PracticeEvent) => boolean {
  const last = new Map<string, number>()
  for (const { upTo } of resets)
    for (const [writer, n] of Object.entries(upTo)) last.set(writer, Math.max(last.get(writer) ?? 0, n))
  return ({ id }) => {
    const { writer, n } = writerOf(id)
    return n <= (last.get(writer) ?? 0)
  }
}

/** What counts: all but what a reset hides. */
export function current(events: readonly PracticeEvent[]): PracticeEvent[] {
  const hidden = hiddenBy(resetsOf(events))
  return events.filter((event) => event.type !== 'reset' && event.type !== 'undo' && !hidden(event))
}

/** The last answer to each question. */
export function lastAnswers(events: readonly PracticeEvent[]): Map<string, Answered> {
  const last = new Map<string, Answered>()
  for (const event of events) if (event.type === 'answer') last.set(event.question, event)
  return last
}
