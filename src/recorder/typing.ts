/** The pace of a person's fingers, the same in every recording of a scenario. */
import { randomFrom } from '../core/practice/random.ts'

export interface Pace {
  /** Before a line: reading what came and thinking what to say, ms. */
  think(): number
  /** Before the next character, ms. */
  key(character: string, previous: string): number
}

/** Pace drawn from a seed: two recordings of a scenario are typed alike. */
export function makePace(seed: string): Pace {
  const random = randomFrom(seed)
  return {
    think: () => 600 + random() * 450,
    key: (character, previous) => {
      const base = 24 + random() * 42
      if (previous === ' ') return base + 40 * random()
      return /[A-Z<>@:]/.test(character) ? base + 35 : base
    },
  }
}
