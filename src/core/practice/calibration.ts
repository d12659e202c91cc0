import type { Confidence, PracticeEvent } from './event.ts'

/** How often a learner who felt so sure was right. */
export interface Calibration {
  readonly sure: Confidence
  readonly asked: number
  readonly right: number
}

/** One row for each degree of confidence, from guess to certain. */
export function calibration(events: readonly PracticeEvent[]): Calibration[] {
  return ([1, 2, 3] as const).map((sure) => {
    const rated = events.filter((event) => event.type === 'answer' && event.sure === sure)
    return {
      sure,
      asked: rated.length,
      right: rated.filter((event) => 'right' in event && event.right === true).length,
    }
  })
}
