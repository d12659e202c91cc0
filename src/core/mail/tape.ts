import type { Direction } from '../parse.ts'
import { protocolNames, type MailProtocol } from '../protocol.ts'
import type { Reading } from './message.ts'
import { leaf } from './tile.ts'

/** What a protocol's reader may ask of the bytes. */
export interface Tape {
  readonly greeted: boolean
  /** True once the capture has no more to give: then what is cut short is read as it stands. */
  ended: boolean
  /** Text from the reading position to the end of the line, line end included; empty while it is incomplete. */
  line(dir: Direction, ahead?: number): string
  /** Text of `length` bytes from `ahead` of the reading position; null while it is incomplete. */
  take(dir: Direction, ahead: number, length: number): string | null
  /** From `ahead` of the reading position up to and with `mark`; null while it is incomplete. */
  until(dir: Direction, mark: string, ahead?: number): string | null
  /** Where the reading position stands. */
  at(dir: Direction): number
  /** Whether the other side says nothing in the whole capture. */
  silent(dir: Direction): boolean
}

/** One protocol: cuts the next message out of a direction, or says that it must wait. */
export interface Reader {
  next(dir: Direction): Reading | null
  /** Whether the server has agreed to start TLS. */
  readonly upgraded: boolean
}

/** What a part is to the message that is being put together: one of several, its last, or the next message's. */
export type Belongs = 'more' | 'last' | 'next'

/**
 * Puts the messages of one direction together from parts: the lines of a reply, a line and its literals. Parts that
 * have come are kept, so that each is cut once however slowly they come.
 *
 * @returns a function that gives the parts of the message at the reading position; null while it is incomplete. `cut`
 *   gives the part that begins so far ahead, or null while that is incomplete.
 */
export function gather(
  tape: Tape,
  dir: Direction,
): (cut: (ahead: number) => string | null, belongs: (part: string, count: number) => Belongs) => string[] | null {
  let start = -1
  let parts: string[] = []
  let length = 0
  return (cut, belongs) => {
    if (tape.at(dir) !== start) {
      start = tape.at(dir)
      parts = []
      length = 0
    }
    for (;;) {
      const part = cut(length)
      if (part === null) return tape.ended && parts.length ? parts : null
      const place = belongs(part, parts.length)
      if (place === 'next') return parts
      parts.push(part)
      length += part.length
      if (place === 'last') return parts
    }
  }
}

/**
 * Text from `ahead` of the reading position up to and with the line of a single dot that ends it; null while it is
 * incomplete. It may be empty: then the dot stands at its beginning, without a line before it. See RFC 5321 §4.1.1.4,
 * RFC 1939 §3.
 */
export function untilDot(tape: Tape, dir: Direction, ahead = 0): string | null {
  const alone = /^\.\r?\n/.exec(tape.take(dir, ahead, 3) ?? tape.take(dir, ahead, 2) ?? '')?.[0]
  return alone ?? tape.until(dir, '\r\n.\r\n', ahead)
}

/** A stretch that is not this protocol's: one `unparsed` field. */
export function unread(protocol: MailProtocol, text: string, start: number, problem: string): Reading {
  const field = leaf('unparsed', text, start)
  return {
    kind: `${protocol}.unparsed`,
    slug: 'unparsed',
    name: `${text.length} bytes that are not ${protocolNames[protocol]}`,
    text: '',
    field,
    discloses: [],
    problem,
  }
}

/** Makes the reader of one protocol. */
export type ReaderMaker = (tape: Tape) => Reader
