// Apart from the shuffling, which every lesson loads.
import type { Random } from './random.ts'

/** One of the things. @throws {RangeError} where there are none */
export function pick<T>(things: readonly T[], random: Random): T {
  if (things.length === 0) throw new RangeError('nothing to pick from')
  return things[Math.floor(random() * things.length)] as T
}
