/** A history, read: in order, without what a reset hides. */
import { writerOf, type Answered, type PracticeEvent, type Reset } from './event.ts'

/** By time, then by writer and number: the same order whatever order they came in. */
export function inOrder(a: PracticeEvent, b: PracticeEvent): number {
  const left = writerOf(a.id)
  const right = writerOf(b.id)
  return a.at - b.at || (left.writer === right.writer ? left.n - right.n : left.writer < right.writer ? -1 : 1)
}

/** The resets that hold: those that nobody took back. */
export function resetsOf(events: readonly PracticeEvent[]): Reset[] {
  const undone = new Set(events.map((event) => event.type === 'undo' && event.reset))
  return events.filter((event): event is Reset => event.type === 'reset' && !undone.has(event.id))
}

/** Tells of an event whether one of some resets hides it. */
export function hiddenBy(resets: readonly Reset[]): (event: PracticeEvent) => boolean {
  // Of several numbers for one writer the highest comes last, and stays.
  const last = new Map(resets.flatMap(({ upTo }) => Object.entries(upTo)).sort(([, a], [, b]) => a - b))
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
