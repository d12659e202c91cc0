/**
 * A small language for saying how bytes are laid out, so that each message reads as the RFC draws it. Reading gives
 * fields that tile what was read; where bytes run out, so do the fields.
 */
import type { Field } from '../parse.ts'

export interface Cursor {
  readonly bytes: Uint8Array
  at: number
  /** Where the innermost vector ends, or the bytes do. */
  end: number
  /** What the layout of a message depends on. */
  readonly about: About
}

export interface About {
  /** The connection's version, such as 0x0303; null where it is not known. */
  readonly version: number | null
  /** IANA name of the cipher suite; empty where it is not known. */
  readonly suite: string
  /** The message that the fields are in, such as `client_hello`. */
  readonly message: string
}

/** Reads one field and moves on. */
export type Layout = (cursor: Cursor, key: string) => Field
/** Reads the fields inside another one. */
export type Parts = (cursor: Cursor, key: string) => Field[]

const big = (bytes: Uint8Array, start: number, end: number) => {
  let value = 0
  for (let i = start; i < end; i++) value = value * 256 + (bytes[i] ?? 0)
  return value
}

function take(cursor: Cursor, size: number): { start: number; end: number } {
  const start = cursor.at
  cursor.at = Math.min(start + size, cursor.end)
  return { start, end: cursor.at }
}

/** A number of `size` bytes, with its value in words and digits where `show` gives words. */
export const number =
  (size: number, show?: (value: number) => string): Layout =>
  (cursor, key) => {
    const span = take(cursor, size)
    const value = big(cursor.bytes, span.start, span.end)
    const code = `0x${value.toString(16).padStart(2 * size, '0')}`
    const words = show?.(value)
    return { ...span, key, value: words === undefined ? String(value) : words === code ? code : `${words} (${code})` }
  }

/** Bytes without structure. */
export const opaque =
  (size = Infinity): Layout =>
  (cursor, key) => ({ ...take(cursor, size), key })

/** Text, one letter a byte. */
export const letters: Layout = (cursor, key) => {
  const span = take(cursor, Infinity)
  let value = ''
  for (const byte of cursor.bytes.subarray(span.start, span.end)) {
    value += byte > 31 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return { ...span, key, value }
}

/** A key that starts with a dot goes on from the key around it. */
const fullKey = (around: string, key: string) => (key.startsWith('.') ? around + key : `tls.${key}`)

/** Fields one after the other. */
export const struct =
  (...parts: readonly (readonly [string, Layout])[]): Parts =>
  (cursor, key) => {
    const fields: Field[] = []
    for (const [name, layout] of parts) {
      if (cursor.at >= cursor.end) break
      fields.push(layout(cursor, fullKey(key, name)))
    }
    return fields
  }

/** The same field until the bytes are used up. */
export const many =
  (name: string, layout: Layout): Parts =>
  (cursor, key) => {
    const fields: Field[] = []
    while (cursor.at < cursor.end) fields.push(layout(cursor, fullKey(key, name)))
    return fields
  }

/** The structure that fits the message at hand. */
export const pick =
  (choose: (about: About) => Parts): Parts =>
  (cursor, key) =>
    choose(cursor.about)(cursor, key)

/** A field with fields inside it. */
export const group =
  (parts: Parts): Layout =>
  (cursor, key) => {
    const start = cursor.at
    const children = parts(cursor, key)
    return { start, end: cursor.at, key, children }
  }

/** What stands after its own length of `prefix` bytes. What its parts leave over is `unparsed`. */
export const vector =
  (prefix: number, parts: Parts): Layout =>
  (cursor, key) => {
    const start = cursor.at
    const head = number(prefix)(cursor, 'tls.length')
    const length = big(cursor.bytes, start, cursor.at)
    const inside = within(cursor, Math.min(cursor.at + length, cursor.end), (inner) => parts(inner, key))
    return { start, end: cursor.at, key, children: [head, ...inside] }
  }

/** Reads up to `end`, and closes with an `unparsed` field where something is left over. */
export function within(cursor: Cursor, end: number, parts: (cursor: Cursor) => Field[]): Field[] {
  const outer = cursor.end
  cursor.end = end
  const fields = parts(cursor)
  if (cursor.at < end) fields.push({ ...take(cursor, Infinity), key: 'unparsed' })
  cursor.end = outer
  return fields
}

/** A vector with a single field in it. */
export const sized = (prefix: number, name: string, layout: Layout = opaque()): Layout =>
  vector(prefix, struct([name, layout]))
