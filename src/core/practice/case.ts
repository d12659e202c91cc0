/** Cases for the diagnosis, as the site ships them. */
import type { Source } from './question.ts'

/** A tool and what it answers, read from the recording. */
export interface Look {
  readonly id: string
  readonly tool: string
  readonly lines: readonly string[]
}

export interface Case {
  readonly id: string
  readonly symptom: string
  readonly session: string
  readonly looks: readonly Look[]
  /** The first is right. */
  readonly causes: readonly string[]
  /** The first is right. */
  readonly cures: readonly string[]
  readonly explanation: string
  readonly sources: readonly Source[]
}
