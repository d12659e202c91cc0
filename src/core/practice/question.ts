/**
 * A question as the site ships it: facts resolved to sources, checked by the
 * build. Written in `content/questions/`, or made by a generator.
 */

/**
 * How a question is answered.
 * - `single`, `multiple`: choose one option, or every right one;
 * - `point`: choose the line, or the byte, of what is shown;
 * - `match`: give each thing on the left its partner;
 * - `order`: put things in their order;
 * - `port`, `command`: type it.
 */
export type QuestionKind = 'single' | 'multiple' | 'point' | 'match' | 'order' | 'port' | 'command'

export interface Option {
  readonly text: string
  readonly right: boolean
  /** Why it is right, or what speaks against it; empty where the explanation says all (lines of a transcript). */
  readonly because: string
}

/** An answer that people type and that is wrong, with what speaks against it. */
export interface KnownWrong {
  readonly text: string
  readonly because: string
}

/** Where a fact comes from, as a reader sees it. */
export interface Source {
  /** Id of the fact, such as `F1.3`. */
  readonly fact: string
  /** Such as `RFC 8314 §3.3`. */
  readonly label: string
  readonly href?: string
}

/** The recorded moment that proves an answer. */
export interface Proof {
  readonly session: string
  readonly step: string
}

export interface Question {
  /** Stable; answers are remembered under it. */
  readonly id: string
  /** Changes with the question's text, so that an answer to an older wording is not shown as an answer to this one. */
  readonly rev: string
  readonly kind: QuestionKind
  readonly concept: string
  readonly lesson: string
  /** 1 (recall) to 3 (work it out). */
  readonly difficulty: 1 | 2 | 3
  readonly prompt: string
  /** A transcript, bytes or settings to look at, line by line. */
  readonly given?: string
  /** For `single`, `multiple`, `point`. */
  readonly options?: readonly Option[]
  /** For `match`: left and right partner. No two rights read the same. */
  readonly pairs?: readonly (readonly [left: string, right: string])[]
  /** For `order`: the right order. */
  readonly sequence?: readonly string[]
  /** For `port` and `command`: what is accepted; `*` in a command stands for any argument. */
  readonly accept?: readonly string[]
  /** For `port` and `command`. */
  readonly wrong?: readonly KnownWrong[]
  readonly explanation: string
  readonly sources: readonly Source[]
  readonly wire?: Proof
  /** The options of a `point` are the bytes of a recording, in hexadecimal. */
  readonly bytes?: true
}

/**
 * What a learner gave: indexes into the question's own lists, or the text typed.
 * - choices: the options chosen, in any order;
 * - match: for each left, the index of the pair whose right was chosen, -1 where none was;
 * - order: indexes into `sequence`, in the learner's order.
 */
export type Answer = readonly number[] | string
