/**
 * What every parser of the core returns. A parse never throws: a learner may
 * stop anywhere and may open a capture of their own, so each parser gives back
 * what it understood and a list of what it did not.
 */

/**
 * A named stretch of bytes. Children tile their parent: sorted, without gaps
 * or overlaps, so that every byte belongs to exactly one innermost field. What
 * is not understood is one field with the key `unparsed`.
 */
export interface Field {
  /** First byte, counted from the start of the buffer that was parsed. */
  readonly start: number
  /** One past the last byte. */
  readonly end: number
  /**
   * What the field is, as a dotted path such as `tls.client_hello.random`.
   * `content/explanations/` has its name, its meaning in a sentence and its
   * source (RFC and section).
   */
  readonly key: string
  /** The value in words or digits, such as `TLS 1.2 (0x0303)`. */
  readonly value?: string
  readonly children?: readonly Field[]
}

/** Something a parser could not make sense of. */
export interface Problem {
  /** Byte offset at which it was noticed, in the buffer that was parsed. */
  readonly offset: number
  /** One sentence: what was expected and what was found. */
  readonly message: string
}

/** A parse result: as much as could be read, and what could not. */
export interface Parsed<T> {
  readonly value: T
  readonly problems: readonly Problem[]
}

/** A stretch of bytes, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Which way bytes travel: client to server, or server to client. */
export type Direction = 'c2s' | 's2c'
