/** Where an exam stands, as its tab keeps it, so that it goes on after a reload. */
import type { Answer, Question } from '../../core/practice/question.ts'

export interface Standing {
  readonly questions: readonly Question[]
  /** Which shuffle of the options is shown. */
  readonly seed: string
  /** When it began, ms since 1970 by the clock on the wall: that of the page begins anew with each. */
  readonly since: number
  /** Whether it has a clock. */
  readonly timed: boolean
  /** One for each question answered. */
  readonly verdicts: readonly boolean[]
  readonly answers: readonly Answer[]
}

type Untold<T> = { readonly [name in keyof T]?: unknown }

/** Reads what a tab kept. @returns null where there is nothing, or where it is damaged */
export function readStanding(stored: string | null): Standing | null {
  try {
    const kept = JSON.parse(stored ?? 'null') as Untold<Standing> | null
    return kept && isStanding(kept) ? kept : null
  } catch {
    return null
  }
}

function isStanding(kept: Untold<Standing>): kept is Standing {
  const { questions, seed, since, timed, verdicts, answers } = kept
  return (
    typeof seed === 'string' &&
    typeof since === 'number' &&
    typeof timed === 'boolean' &&
    isList(questions, isQuestion) &&
    new Set(questions.map(({ id }) => id)).size === questions.length &&
    isList(verdicts, (verdict) => typeof verdict === 'boolean') &&
    isList(answers, isAnswer) &&
    answers.length === verdicts.length &&
    answers.length < questions.length
  )
}

const isList = <T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] =>
  Array.isArray(value) && value.every(isItem)

const isText = (value: unknown): value is string => typeof value === 'string'
const isAnswer = (value: unknown): value is Answer =>
  isText(value) || isList(value, (index): index is number => Number.isInteger(index))

/** Whether a question has what drawing it needs: its texts, its sources, and one list to answer from. */
function isQuestion(value: unknown): value is Question {
  const question = Object(value) as Untold<Question>
  const { id, rev, kind, concept, prompt, explanation, sources, options, pairs, sequence, accept } = question
  return (
    [id, rev, kind, concept, prompt, explanation].every(isText) &&
    isList(sources, isThing) &&
    (isList(options, isThing) ||
      isList(pairs, (pair): pair is string[] => isList(pair, isText)) ||
      isList(sequence, isText) ||
      isList(accept, isText))
  )
}

const isThing = (value: unknown): value is object => typeof value === 'object' && value !== null
