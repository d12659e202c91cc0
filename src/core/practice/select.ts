import type { Answered } from './event.ts'
import type { Question } from './question.ts'
import { randomFrom, shuffled } from './random.ts'

/**
 * One question for each concept, in the order of the concepts: of those on a
 * concept the one that was not asked for the longest time.
 *
 * @param last  the last answer to each question
 * @param seed  decides among questions that were never asked
 */
export function oneEach(
  concepts: readonly string[],
  questions: readonly Question[],
  last: ReadonlyMap<string, Answered>,
  seed: string,
): Question[] {
  const mixed = shuffled(questions, randomFrom(seed))
  const askedAt = (question: Question): number => last.get(question.id)?.at ?? -1
  return concepts.flatMap((concept) => {
    const candidates = mixed.filter((question) => question.concept === concept)
    const longest = Math.min(...candidates.map(askedAt))
    return candidates.find((question) => askedAt(question) === longest) ?? []
  })
}

/**
 * Spreads a number of questions over the concepts: each concept gets one before
 * any gets its second. Concepts and questions are drawn by the seed alone.
 */
export function spread(questions: readonly Question[], count: number, seed: string): Question[] {
  const random = randomFrom(seed)
  const byConcept = new Map<string, Question[]>()
  for (const question of shuffled(questions, random)) {
    const pile = byConcept.get(question.concept)
    if (pile) pile.push(question)
    else byConcept.set(question.concept, [question])
  }
  const piles = shuffled([...byConcept.values()], random)
  const out: Question[] = []
  for (let round = 0; out.length < count && piles.some((pile) => pile.length > round); round++) {
    out.push(...piles.flatMap((pile) => pile.slice(round, round + 1)))
  }
  return out.slice(0, count)
}
