/** What the delay model misses, as a number and as a sentence for the page. Used by the build alone. */
import { atDelay, delayError } from '../../core/timeline/delay.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import type { Checks } from './CompareFigures.ts'
import { sideOf } from './CompareModel.ts'

/**
 * What was recorded at other delays, and how far the model is off there at most.
 *
 * @param from      the recording that the slider starts from
 * @param recorded  the same conversation, recorded at other delays
 * @param typed     whether a person typed it
 */
export function checksOf(from: Timeline, recorded: readonly Timeline[], typed = false): Checks {
  const figures = (timeline: Timeline, oneWayMs = timeline.oneWayMs) => {
    const { credential, whole } = sideOf(timeline, typed, oneWayMs)
    return { credential: credential?.ms ?? null, whole: whole.ms }
  }
  const checks = recorded.map((other) => ({ delay: other.oneWayMs * 2, ...figures(other) }))
  const errors = recorded.map((other, at) => {
    const computed = figures(from, other.oneWayMs)
    const found = checks[at] ?? computed
    return Math.max(
      delayError(atDelay(from, other.oneWayMs), other).maxMs,
      Math.abs((computed.credential ?? 0) - (found.credential ?? 0)),
      Math.abs(computed.whole - found.whole),
    )
  })
  return { recorded: checks, errorMs: errors.length > 0 ? Math.max(...errors) : null }
}

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
