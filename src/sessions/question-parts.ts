/** The bank as it is shipped: one JSON file per lesson, its address carrying a hash of what is in it. */
import type { Question } from '../core/practice/question.ts'
import { contentHash } from './content-hash.ts'
import { getQuestions } from './questions.ts'
import { getSession, getStep } from './sessions.ts'

export interface QuestionPart {
  readonly lesson: string
  /** Where the site serves it. */
  readonly href: string
  /** The last part of that address, without `.json`. */
  readonly name: string
  readonly questions: readonly Question[]
}

let parts: Promise<readonly QuestionPart[]> | undefined

/** All parts, in the order of the bank's files. */
export function questionParts(): Promise<readonly QuestionPart[]> {
  return (parts ??= getQuestions().then((all) =>
    [...Map.groupBy(all, ({ lesson }) => lesson)].map(([lesson, questions]) => {
      const hash = contentHash(questions)
      const name = `${lesson}.${hash}`
      return { lesson, href: `/practice/bank/${name}.json`, name, questions }
    }),
  ))
}

/** The parts that hold these questions. */
export async function partsOf(questions: readonly Question[]): Promise<readonly QuestionPart[]> {
  const lessons = new Set(questions.map(({ lesson }) => lesson))
  return (await questionParts()).filter(({ lesson }) => lessons.has(lesson))
}

/**
 * Sees to it that every "see it on the wire" leads somewhere.
 *
 * @throws {ContentError} naming the question whose recording or step does not exist, and the nearest one
 */
export async function checkProofs(): Promise<void> {
  for (const { id, lesson, wire } of await getQuestions()) {
    if (!wire) continue
    const place = `content/questions/${lesson}.yaml: ${id}`
    getStep(await getSession(wire.session, place), wire.step, place)
  }
}
