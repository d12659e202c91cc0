import type { Question } from './question.ts'

/** What came of one concept in an exam. */
export interface ConceptResult {
  readonly concept: string
  readonly asked: number
  readonly right: number
}

/**
 * The report by concept, weakest first.
 *
 * @param verdicts  one for each question answered; questions after that count as not right
 */
export function examReport(questions: readonly Question[], verdicts: readonly boolean[]): ConceptResult[] {
  const results = new Map<string, { asked: number; right: number }>()
  questions.forEach(({ concept }, index) => {
    const result = results.get(concept) ?? { asked: 0, right: 0 }
    result.asked += 1
    if (verdicts[index]) result.right += 1
    results.set(concept, result)
  })
  return [...results]
    .map(([concept, result]) => ({ concept, ...result }))
    .sort((a, b) => a.right / a.asked - b.right / b.asked || (a.concept < b.concept ? -1 : 1))
}
