import type { Option, Question } from '../question.ts'
import { shuffled, type Random } from '../random.ts'
import { pick } from '../random-pick.ts'

/** A question but for what all made questions share. */
export type Made = Omit<Question, 'id' | 'rev' | 'lesson'>

/** An option with its reason. */
export const option = (text: string, right: boolean, because: string): Option => ({ text, right, because })

/**
 * One right option and some wrong ones, in a random order.
 *
 * @param wrong  candidates; those that read like one before them, or like the right one, are left out
 * @param count  of wrong ones at most
 */
export function choices(right: Option, wrong: readonly Option[], count: number, random: Random): Option[] {
  const different = wrong.filter(
    ({ text }, index) => text !== right.text && wrong.findIndex((other) => other.text === text) === index,
  )
  return shuffled([right, ...shuffled(different, random).slice(0, count)], random)
}

/** A stretch of a list, at most so long, that holds the place asked for. */
export function windowAround<T>(list: readonly T[], place: number, length: number, random: Random): T[] {
  const earliest = Math.max(0, Math.min(place, list.length - 1) - length + 1)
  const latest = Math.max(earliest, Math.min(place, list.length - length))
  const offsets = Array.from({ length: latest - earliest + 1 }, (_, index) => earliest + index)
  const start = pick(offsets, random)
  return list.slice(start, start + length)
}
