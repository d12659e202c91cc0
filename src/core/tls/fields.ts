/**
 * The field tree of a record: each byte on the wire, and each byte of what was inside.
 */
import { firstIndex } from '../bytes.ts'
import type { Direction, Field, Span } from '../parse.ts'
import { number, struct, type Cursor } from './layout.ts'
import { messageFields } from './messages.ts'
import { alertLevelName, alertName, contentTypeName, is13, versionName } from './names.ts'
import { suiteName } from './suites.ts'
import type { TlsConnection, TlsHalf, TlsHandshake, TlsRecord } from './types.ts'

/**
 * The bytes of a record on the wire, as offsets into its direction.
 *
 * @param bytes of the direction
 * @param index of the record in `connection[dir].records`
 * @returns a single `unparsed` field of no length where there is no such record
 */
export function recordFields(bytes: Uint8Array, connection: TlsConnection, dir: Direction, index: number): Field {
  const record = connection[dir].records[index]
  if (!record) return { start: 0, end: 0, key: 'unparsed' }
  const cursor: Cursor = { bytes, at: record.start, end: record.end, about: { version: null, suite: '', message: '' } }
  const header = struct(
    ['.type', number(1, contentTypeName)],
    ['.version', number(2, versionName)],
    ['.length', number(2)],
  )(cursor, 'tls.record')
  const payload = { start: cursor.at, end: record.end }
  const inside = record.encrypted
    ? sealedFields(record, payload)
    : contentFields(connection, dir, index, record.content).map((field) => shift(field, payload.start))
  const { start, end } = record
  return {
    start,
    end,
    key: 'tls.record',
    value: contentTypeName(record.type),
    children: [...header, ...(inside.length ? inside : rest(payload))],
  }
}

/** What a record held, as offsets into its `opened` bytes; null where nothing was decrypted. */
export function openedFields(connection: TlsConnection, dir: Direction, index: number): Field | null {
  const record = connection[dir].records[index]
  const { opened, content } = record ?? {}
  if (!record || !opened || !content) return null
  const children = contentFields(connection, dir, index, content)
  const end = opened.length
  let at = content.length
  const add = (length: number, key: string, value?: string) => {
    if (length > 0) children.push({ start: at, end: at + length, key, ...(value === undefined ? {} : { value }) })
    at += Math.max(0, length)
  }
  if (record.mac) add(record.mac, 'tls.inner.mac')
  else if (record.type === 23 && is13(connection.version)) {
    add(1, 'tls.inner.type', contentTypeName(record.contentType ?? 0))
  }
  add(end - at, 'tls.inner.padding', `${end - at} bytes`)
  return { start: 0, end, key: 'tls.inner', children }
}

function sealedFields({ sealing }: TlsRecord, { start, end }: Span): Field[] {
  const nonceEnd = Math.min(end, start + (sealing?.nonce ?? 0))
  const tagStart = Math.max(nonceEnd, end - (sealing?.tag ?? 0))
  return [
    { start, end: nonceEnd, key: 'tls.record.nonce' },
    { start: nonceEnd, end: tagStart, key: 'tls.record.ciphertext' },
    { start: tagStart, end, key: 'tls.record.tag' },
  ].filter((field) => field.end > field.start)
}

const rest = ({ start, end }: Span): Field[] => (end > start ? [{ start, end, key: 'unparsed' }] : [])

/** The content of a record, whatever it is. Offsets count from its first byte. */
function contentFields(connection: TlsConnection, dir: Direction, index: number, content: Uint8Array | null): Field[] {
  const record = connection[dir].records[index]
  if (!record || !content?.length) return []
  const span = { start: 0, end: content.length }
  if (record.contentType === 22) return handshakeFields(connection, dir, index, content.length)
  if (record.contentType === 20) return [{ ...span, key: 'tls.change_cipher_spec' }]
  if (record.contentType === 23) return [{ ...span, key: 'tls.application_data' }]
  if (record.contentType === 24) return [{ ...span, key: 'tls.heartbeat' }]
  if (record.contentType !== 21 || !record.alert) return rest(span)
  const about = { version: null, suite: '', message: '' }
  const cursor: Cursor = { bytes: content, at: 0, end: content.length, about }
  const parts = struct(['.level', number(1, alertLevelName)], ['.description', number(1, alertName)])
  const value = alertName(record.alert.description)
  return [{ ...span, key: 'tls.alert', value, children: parts(cursor, 'tls.alert') }]
}

/** A message as it lies in a record: it may begin before the record's first byte, and end after its last. */
interface Lying {
  readonly message: TlsHandshake
  /** Where it starts, counted from the first byte of the record's content. */
  readonly start: number
}

// What each record holds of which message, and each message's tree: a message may be spread over thousands of records.
const layouts = new WeakMap<TlsHalf, readonly (readonly Lying[])[]>()
const trees = new WeakMap<TlsHandshake, Field>()

/** For each record, the messages that have a part in it. */
function layoutOf(half: TlsHalf): readonly (readonly Lying[])[] {
  let layout = layouts.get(half)
  if (layout) return layout
  const made: Lying[][] = half.records.map(() => [])
  half.records.forEach(({ handshake }, last) => {
    for (const message of handshake) {
      let start = message.at
      for (let i = message.firstRecord; i <= last; i++) {
        const record = half.records[i]
        // A record of another kind may stand between the parts, though it must not (RFC 8446 §5.1).
        if (record?.contentType !== 22) continue
        made[i]?.push({ message, start })
        start -= record.content?.length ?? 0
      }
    }
  })
  layouts.set(half, (layout = made))
  return layout
}

/** The messages, or the parts of messages, in a record. */
function handshakeFields(connection: TlsConnection, dir: Direction, index: number, length: number): Field[] {
  const about = { version: connection.version, suite: connection.cipher === null ? '' : suiteName(connection.cipher) }
  const fields: Field[] = []
  let at = 0
  for (const { message, start } of layoutOf(connection[dir])[index] ?? []) {
    let tree = trees.get(message)
    if (!tree) trees.set(message, (tree = messageFields(message.bytes, message.retry, about)))
    const piece = clip(tree, { start: at - start, end: length - start })
    if (!piece) continue
    fields.push(shift(piece, start))
    at = piece.end + start
  }
  return [...fields, ...rest({ start: at, end: length })]
}

function shift(field: Field, by: number): Field {
  const moved = { ...field, start: field.start + by, end: field.end + by }
  return field.children ? { ...moved, children: field.children.map((child) => shift(child, by)) } : moved
}

/** The part of a tree that lies in a stretch; null where none does. */
function clip(field: Field, span: Span): Field | null {
  const { start, end } = span
  if (field.end <= start || field.start >= end) return null
  if (field.start >= start && field.end <= end) return field
  const part = { ...field, start: Math.max(field.start, start), end: Math.min(field.end, end) }
  if (!field.children) return part
  const inside = field.children
  const children: Field[] = []
  for (let i = firstIndex(inside.length, (n) => (inside[n]?.end ?? 0) > start); i < inside.length; i++) {
    const child = inside[i]
    const piece = child && clip(child, span)
    if (!piece) break
    children.push(piece)
  }
  return { ...part, children }
}
