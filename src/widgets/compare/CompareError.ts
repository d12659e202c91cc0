/** What the delay model misses, as a sentence for the page. Used by the build alone. */
import { atDelay, delayError } from '../../core/timeline/delay.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'

/**
 * @param from      the recording that the slider starts from
 * @param recorded  the same conversation, recorded at other delays
 */
export function errorInWords(from: Timeline, recorded: readonly Timeline[]): string {
  const found = [...recorded]
    .sort((a, b) => a.oneWayMs - b.oneWayMs)
    .map((other) => {
      const error = delayError(atDelay(from, other.oneWayMs), other)
      const end = Math.round(error.endMs)
      return `at ${other.oneWayMs * 2} ms a step is off by ${Math.round(error.meanMs)} ms in the mean and ${Math.round(error.maxMs)} ms at most, the end by ${Math.abs(end)} ms (too ${end < 0 ? 'early' : 'late'})`
    })
  return found.length === 0
    ? 'not checked against a recording, since none was made at another delay.'
    : `held against recordings, ${found.join('; ')}.`
}
