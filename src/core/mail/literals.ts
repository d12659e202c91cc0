/**
 * Lines with literals in them, and the arguments that IMAP and ManageSieve share. See RFC 9051 §4.3, RFC 7888 and
 * RFC 5804 §1.2.
 */
import type { Direction, Field } from '../parse.ts'
import { contentDisclosure, contentFields, looksLikeMessage } from './content.ts'
import type { Disclosure } from './message.ts'
import type { Tape } from './tape.ts'
import { branch, leaf, tokens } from './tile.ts'

/** The size of the literal that a line ends with, and whether it may be sent at once: RFC 7888. */
export function literalAtEnd(line: string): { size: number; atOnce: boolean } | null {
  const found = /\{(\d{1,10})(\+?)\}\r?\n$/.exec(line)
  return found ? { size: Number(found[1]), atOnce: found[2] === '+' } : null
}

/**
 * Cuts out lines with the literals in them, to the end of the last line; null while one is incomplete. A line stops
 * behind the announcement of a literal that the other side must first allow.
 */
export function units(tape: Tape, dir: Direction): (ahead: number) => string | null {
  // What has come of the unit that was asked for last: a literal, or many, may come in many pieces.
  let start = -1
  let text = ''
  let literal: ReturnType<typeof literalAtEnd> = null
  return (ahead) => {
    if (start !== tape.at(dir) + ahead) {
      const line = tape.line(dir, ahead)
      if (!line) return null
      start = tape.at(dir) + ahead
      text = line
      literal = literalAtEnd(line)
    }
    while (literal && (dir === 's2c' || literal.atOnce)) {
      // The line behind it first: while that is incomplete, a long literal need not be looked at.
      const rest = tape.line(dir, ahead + text.length + literal.size)
      if (!rest && !tape.ended) return null
      text += (tape.take(dir, ahead + text.length, literal.size) ?? '') + rest
      literal = literalAtEnd(rest)
    }
    return text
  }
}

// A string that nobody closes is taken whole: each of its escaped quotes would begin the search for its end again.
const argument =
  /(\{\d+\+?\}(?=\r?\n))|("(?:[^"\\\r\n]|\\.)*")|("(?:[^"\\\r\n]|\\.)*)|([()[\]]+)|([ \t]+)|(\r?\n)|([^\s()[\]"]+)/g

/**
 * Arguments: atoms, quoted strings, literals, parentheses. Literals are passed
 * over by their announced size, since they may hold anything.
 */
export function argumentFields(protocol: 'imap' | 'sieve', text: string, start: number): Field[] {
  const out: Field[] = []
  let at = 0
  const plain = (part: string, where: number) =>
    tokens(part, where, argument, [
      `${protocol}.literal_size`,
      `${protocol}.string`,
      'unparsed',
      `${protocol}.bracket`,
      `${protocol}.space`,
      `${protocol}.crlf`,
      (atom, atomStart) => leaf(/^\\/.test(atom) ? `${protocol}.flag` : `${protocol}.atom`, atom, atomStart),
    ])
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at) + 1 || text.length
    const line = text.slice(at, lineEnd)
    for (const field of plain(line, start + at)) out.push(field)
    at = lineEnd
    const literal = literalAtEnd(line)
    if (literal && at < text.length) {
      const bytes = text.slice(at, at + literal.size)
      const children = looksLikeMessage(bytes) ? contentFields(bytes, start + at, false) : []
      out.push(branch(`${protocol}.literal`, children, start + at, start + at + bytes.length, `${bytes.length} bytes`))
      at += bytes.length
    }
  }
  return out
}

/** What the literals that hold a message's text give away. */
export function texts(text: string): Disclosure[] {
  const out: Disclosure[] = []
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const found = /^\{(\d+)\+?\}\r?\n/.exec(text.slice(at, at + 20))
    if (!found) continue
    const begin = at + found[0].length
    const bytes = text.slice(begin, begin + Number(found[1]))
    if (looksLikeMessage(bytes)) out.push(...contentDisclosure(bytes))
    at = begin + bytes.length - 1
  }
  return out
}
