/** The learner's history as the widgets of one page see it: one store, however many widgets. */
import { ProgressStore, type Draft, type Keeping } from './progress-store.ts'
import { current, inOrder } from '../core/practice/log.ts'
import type { PracticeEvent } from '../core/practice/event.ts'
import { afterPaint } from './question-paint.ts'

let everything = $state.raw<readonly PracticeEvent[]>([])
let keeping = $state<Keeping>('kept')
let damaged = $state(0)
let ready = $state(false)

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
    await store.add(...drafts)
    keeping = store.keeping
  },
  async absorb(events: readonly PracticeEvent[]): Promise<Keeping> {
    const result = await store.absorb(events)
    keeping = result
    return result
  },
  async remove(ids: readonly string[]): Promise<void> {
    await store.remove(ids)
    keeping = store.keeping
  },
}
