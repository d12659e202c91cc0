/** What practice pages need to know of the bank before they fetch any of it. */
import { questionParts } from './question-parts.ts'
import { getConcepts } from './questions.ts'

/** The parts of the bank, with how many questions on each concept they hold. */
export async function bankParts() {
  return (await questionParts()).map(({ lesson, href, questions }) => ({
    lesson,
    href,
    concepts: Object.fromEntries(
      [...Map.groupBy(questions, ({ concept }) => concept)].map(([concept, of]) => [concept, of.length]),
    ),
  }))
}

/** Concepts in the order they are taught. */
export function conceptNames() {
  return getConcepts().map(({ id, title, lesson }) => ({ id, title, lesson }))
}
