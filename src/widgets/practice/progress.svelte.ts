/** The learner's history as the widgets of one page see it: one store, however many widgets. */
import { ProgressStore, type Draft, type Keeping } from './progress-store.ts'
import { current, inOrder } from '../../core/practice/log.ts'
import type { Confidence, PracticeEvent } from '../../core/practice/event.ts'
import type { Verdict } from '../../core/practice/grade.ts'
import type { Answer, Question } from '../../core/practice/question.ts'
import { afterPaint } from './question-paint.ts'

let everything = $state.raw<readonly PracticeEvent[]>([])
let keeping = $state.raw<Keeping>('kept')
let damaged = $state.raw(0)
let ready = $state.raw(false)

const store = new ProgressStore(refresh)

function refresh(): void {
  everything = store.events.toSorted(inOrder)
  keeping = store.keeping
  damaged = store.damaged
}

export const progress = {
  /** All events, also those that a reset hides. */
  get everything() {
    return everything
  },
  /** The events that count, in order. */
  get events() {
    return current(everything)
  },
  get keeping() {
    return keeping
  },
  /** How many stored records could not be read. */
  get damaged() {
    return damaged
  },
  get ready() {
    return ready
  },
  async load(): Promise<void> {
    await store.load()
    refresh()
    ready = true
  },
  /** Keeps what just happened, once its verdict is on the screen. */
  async add(...drafts: Draft[]): Promise<void> {
    await new Promise<void>(afterPaint)
    keeping = await store.add(...drafts)
  },
  /** Keeps an answer. @param place  where it was asked: `lesson`, `review`, `exam` ... */
  answer(
    { id, rev, concept }: Question,
    place: string,
    answer: Answer,
    { right }: Verdict,
    sure: Confidence | undefined,
  ): Promise<void> {
    return progress.add({
      type: 'answer',
      question: id,
      rev,
      concept,
      right,
      answer,
      ...(sure ? { sure } : {}),
      place,
    })
  },
  /** Keeps events of an imported file, and deletes others for good. */
  async write(events: readonly PracticeEvent[], gone?: readonly string[]): Promise<Keeping> {
    return (keeping = await store.write(events, gone))
  },
}
