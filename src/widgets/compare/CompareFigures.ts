/** What a computed time is worth, in words: how far it may be off, what was recorded, and what can be said. */
import { msInWords } from './CompareModel.ts'

/** The times of a side that a table shows, ms. */
export interface Figures {
  /** Null where no credential is sent. */
  readonly credential: number | null
  readonly whole: number
}

/** What was recorded of a conversation on a link with another delay. */
export interface Check extends Figures {
  /** There and back, ms. */
  readonly delay: number
}

/** What the model was held against. */
export interface Checks {
  readonly recorded: readonly Check[]
  /** The most that a time was off in any of them, ms; null where there are none. */
  readonly errorMs: number | null
}

/** A side's figures as they are shown, and what may be said of them. */
export interface Shown {
  readonly figures: Figures
  readonly checks: Checks
}

/** `67 ms ± 12 ms`, and `about 67 ms` where nothing tells how far it is off. */
export const computedInWords = (ms: number, errorMs: number | null): string =>
  errorMs === null ? `about ${msInWords(ms)}` : `${msInWords(ms)} ± ${msInWords(errorMs)}`

/** Where a time comes from: `computed; recorded: 61 ms`. */
export function sourceInWords(what: keyof Figures, delay: number, { recorded }: Checks): string {
  const ms = recorded.find((check) => check.delay === delay)?.[what]
  return typeof ms === 'number' ? `computed; recorded: ${msInWords(ms)}` : 'computed'
}

const NAMES = { credential: 'to the first credential', whole: 'of the whole conversation' } as const

/** What can be said of two sides that were computed, in a sentence or two. */
export function worthInWords(left: Shown, right: Shown): string {
  const errors = [left, right].map(({ checks }) => checks.errorMs)
  const words: string[] = []
  const alike = (['credential', 'whole'] as const).filter((what) => cannotTell(left, right, what))
  if (alike.length > 0)
    words.push(
      `In the time ${alike.map((what) => NAMES[what]).join(' and ')}, the difference is smaller than the model’s error: from what is computed, nothing can be said of which is faster.`,
    )
  if (errors.some((error) => error !== null))
    words.push('After ± stands the most that a step was off where the model was held against recordings.')
  if (errors.includes(null)) words.push('“About” stands where no recording was made to hold the model against.')
  return words.join(' ')
}

/** Whether one time may as well be the other, as far as both may be off. */
function cannotTell(left: Shown, right: Shown, what: keyof Figures): boolean {
  const [a, b] = [left.figures[what], right.figures[what]]
  const [more, less] = [left.checks.errorMs, right.checks.errorMs]
  if (a === null || b === null || more === null || less === null) return false
  return Math.abs(a - b) < more + less
}
