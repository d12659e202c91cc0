/**
 * Repeatable randomness: the same seed gives the same numbers on every machine,
 * so that a class which opens one link gets one quiz.
 */

/** Gives the next number, at least 0 and less than 1. */
export type Random = () => number

/** A generator seeded by text: FNV-1a to spread the seed, mulberry32 to run on from it. */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** The same things in a random order (Fisher and Yates). */
export function shuffled<T>(things: readonly T[], random: Random): T[] {
  const left = [...things]
  const out: T[] = []
  while (left.length > 0) out.push(...left.splice(Math.floor(random() * left.length), 1))
  return out
}
