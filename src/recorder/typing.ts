/** The pace of a person's fingers, the same in every recording of a scenario. */

export interface Pace {
  /** Before a line: reading what came and thinking what to say, ms. */
  think(): number
  /** Before the next character, ms. */
  key(character: string, previous: string): number
}

/** Pace drawn from a seed: two recordings of a scenario are typed alike. */
export function makePace(seed: string): Pace {
  const random = makeRandom(seed)
  return {
    think: () => 600 + random() * 450,
    key: (character, previous) => {
      const base = 24 + random() * 42
      if (previous === ' ') return base + 40 * random()
      return /[A-Z<>@:]/.test(character) ? base + 35 : base
    },
  }
}

/** Mulberry32 over an FNV-1a hash of the seed: numbers from 0 up to 1. */
function makeRandom(seed: string): () => number {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
