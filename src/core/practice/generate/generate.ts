import type { Question } from '../question.ts'
import { randomFrom, type Random } from '../random.ts'
import type { Made } from './made.ts'
import type { Material } from './material.ts'
import { clientSettings, matchPorts, namePort, speaksFirst, startOfTls } from './ports.ts'
import {
  errorMeaning,
  leakingLine,
  listenerKnows,
  missingStep,
  nextCommand,
  orderSteps,
  portOfTranscript,
} from './recordings.ts'

type Generator = (material: Material, random: Random) => Made | null

/** Every generator by the name that links and answers carry. */
export const generators = {
  'name-the-port': namePort,
  'start-of-tls': startOfTls,
  'speaks-first': speaksFirst,
  'match-ports': matchPorts,
  'client-settings': clientSettings,
  'order-steps': orderSteps,
  'missing-step': missingStep,
  'leaking-line': leakingLine,
  'listener-knows': listenerKnows,
  'port-of-transcript': portOfTranscript,
  'next-command': nextCommand,
  'error-meaning': errorMeaning,
} satisfies Readonly<Record<string, Generator>>

export type GeneratorName = keyof typeof generators

/** How often a generator may decline a seed before it is given up. */
const tries = 40

/**
 * Makes a question: the same material, name and seed make the same one.
 *
 * @returns null where the material has nothing that this generator could ask about
 */
export function generate(material: Material, name: GeneratorName, seed: string): Question | null {
  for (let attempt = 0; attempt < tries; attempt++) {
    const made = madeBy(generators[name], material, randomFrom(`${name}/${seed}/${attempt}`))
    if (made) return { ...made, id: `made-${name}-${seed}`, rev: 'made', lesson: '' }
  }
  return null
}

/** Null where the generator declines, or finds nothing to pick from. */
function madeBy(make: Generator, material: Material, random: Random): Made | null {
  try {
    return make(material, random)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
