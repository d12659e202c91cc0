import type { Question } from './question.ts'
import { randomFrom, shuffled } from './random.ts'

/**
 * In which order to show a question's options (or, for `match`, the right
 * partners; for `order`, the things to put in order), as indexes into its lists.
 * Authors may write the right option first: nobody sees that order. Lines to
 * point at stay as they are.
 *
 * @param seed  the same seed gives the same order; pages that cannot remember use ''
 */
export function present(question: Question, seed = ''): number[] {
  const inPlace = [...(question.options ?? question.pairs ?? question.sequence ?? []).keys()]
  if (question.kind === 'point') return inPlace
  const order = shuffled(inPlace, randomFrom(question.id + seed))
  // Handing out the solution as the start would be no question.
  if (question.kind === 'order' && order.every((index, place) => index === place)) order.reverse()
  return order
}
