/**
 * What a learner did, as things that happened. Nothing is ever changed or
 * counted in place: due dates, bests and mastery are computed from these, so
 * two histories merge by putting their events together.
 */
import type { Answer } from './question.ts'

interface Happened {
  /** `<writer>.<n>`: who wrote it (random, one per page load) and the how-manieth of theirs, from 1. */
  readonly id: string
  /** When, by the clock of that machine: milliseconds since 1970. It may be wrong. */
  readonly at: number
}

/** How sure a learner was, when asked: 1 a guess, 2 fairly, 3 certain. */
export type Confidence = 1 | 2 | 3

export interface Answered extends Happened {
  readonly type: 'answer'
  readonly question: string
  /** The question's `rev` at that time. */
  readonly rev: string
  readonly concept: string
  readonly right: boolean
  readonly answer: Answer
  readonly sure?: Confidence
  /** Where it was asked: `lesson`, `review`, `exam`, `placement` ... */
  readonly place: string
}

/** One round of the port drill. */
export interface Drilled extends Happened {
  readonly type: 'drill'
  readonly mode: '60s' | '20'
  readonly right: number
  readonly asked: number
  /** How long it took. */
  readonly ms: number
}

/** One exam; its answers are events of their own. */
export interface Examined extends Happened {
  readonly type: 'exam'
  readonly right: number
  readonly asked: number
  /** How long it took. */
  readonly ms: number
}

/** One case of the diagnosis. */
export interface Diagnosed extends Happened {
  readonly type: 'diagnosis'
  readonly case: string
  /** How many tools were run. */
  readonly looks: number
  readonly right: boolean
}

/** From here on everything that was known then is hidden. */
export interface Reset extends Happened {
  readonly type: 'reset'
  /** For each writer, the last `n` that was known. Counted, not timed: a wrong clock hides nothing else. */
  readonly upTo: Readonly<Record<string, number>>
}

/** Takes a reset back. */
export interface Undone extends Happened {
  readonly type: 'undo'
  readonly reset: string
}

export type PracticeEvent = Answered | Drilled | Examined | Diagnosed | Reset | Undone

/** Splits an id into writer and number. */
export function writerOf(id: string): { readonly writer: string; readonly n: number } {
  const dot = id.lastIndexOf('.')
  return { writer: id.slice(0, dot), n: Number(id.slice(dot + 1)) }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 500
const isId = (value: unknown): boolean => isText(value) && /^[a-z0-9]{4,32}\.[1-9]\d{0,9}$/.test(value)
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isAnswer = (value: unknown): value is Answer =>
  value === '' || isText(value) || (Array.isArray(value) && value.length <= 50 && value.every(Number.isInteger))
const isSure = (value: unknown): boolean => [undefined, 1, 2, 3].includes(value as undefined)
const isCounts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isCount)

/** What each kind of event has beside its type, its id and its time, and what may stand there. */
export const fields: ReadonlyMap<unknown, Readonly<Record<string, (value: unknown) => boolean>>> = new Map(
  Object.entries({
    answer: {
      question: isText,
      rev: isText,
      concept: isText,
      right: isFlag,
      answer: isAnswer,
      sure: isSure,
      place: isText,
    },
    drill: {
      mode: (value: unknown) => value === '60s' || value === '20',
      right: isCount,
      asked: isCount,
      ms: isCount,
    },
    exam: { right: isCount, asked: isCount, ms: isCount },
    diagnosis: { case: isText, looks: isCount, right: isFlag },
    reset: { upTo: isCounts },
    undo: { reset: isText },
  }),
)

/**
 * Reads one stored record.
 *
 * @returns null where it is damaged, or of a kind that this version does not know
 */
export function readEvent(stored: unknown): PracticeEvent | null {
  // Nothing becomes an object without a type.
  const wanted = fields.get((Object(stored) as { readonly type?: unknown }).type)
  const whole =
    wanted &&
    Object.entries({ id: isId, at: isCount, ...wanted }).every(([name, fits]) =>
      fits((stored as Record<string, unknown>)[name]),
    )
  return whole ? (stored as PracticeEvent) : null
}
