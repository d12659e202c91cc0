/** The strokes of the map above a scrubber: one for each message of a session or of an excerpt. */
import type { Timeline } from '../../core/timeline/timeline.ts'

export interface Stroke {
  /** Which message, counted from 1. */
  readonly slot: number
  /** Whether it goes up, to the server. */
  readonly up: boolean
  readonly sealed: boolean
  /** Whether a phase begins here. */
  readonly begins: boolean
}

export function strokesOf({ steps }: Timeline, first: number, last: number): Stroke[] {
  return steps.slice(first, last + 1).map((step, at) => ({
    slot: at + 1,
    up: step.from === 'client' || step.to === 'server',
    sealed: step.wire === 'ciphertext',
    begins: at > 0 && steps[first + at - 1]?.phase !== step.phase,
  }))
}
