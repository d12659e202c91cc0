/**
 * The record layer: one direction of a TCP stream into TLS records, without keys.
 *
 * ```
 * 16   03 01   02 00 | 01 00 01 fc ...
 * type version len   | len (0x0200) bytes of payload
 * ```
 * The version may read 1.0 even in TLS 1.3: kept for old middleboxes.
 *
 * @see RFC 8446 §5.1, RFC 5246 §6.2
 */
import { u16 } from '../bytes.ts'
import type { Problem, Span } from '../parse.ts'
import { oldHelloEnd } from './old-hello.ts'
import type { TlsInput } from './types.ts'

/** A record as framed: the span covers header and what is there of the payload. */
export interface Frame extends Span {
  /** ContentType: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data, 24 heartbeat. */
  readonly type: number
  /** legacy_record_version, such as 0x0303. */
  readonly version: number
  /** The length field: bytes of payload, of which fewer may be there. */
  readonly length: number
  /** The stream ends inside it, or a gap runs through it. */
  readonly damaged: boolean
  /** How many bytes right before it are no record, and may have been some. */
  readonly lost: number
}

/** One direction as records. Together `frames` and `unparsed` tile it from where TLS starts to `end`. */
export interface Framing {
  /** In their order. */
  readonly frames: readonly Frame[]
  /** Where TLS ends: the end of the stream, or where something else follows. */
  readonly end: number
  /** Stretches between records that are none. */
  readonly unparsed: readonly Span[]
  readonly problems: readonly Problem[]
}

// RFC 5246 §6.2.3: 2^14 bytes of content and at most 2048 of compression and encryption.
const lengthMax = 0x4000 + 2048

/** Whether a record header, or as much of one as there is before the end, can stand at `at`. */
export function startsRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]
  if (type === undefined || type < 20 || type > 24) return false
  if ((bytes[at + 1] ?? 3) !== 3 || (bytes[at + 2] ?? 0) > 4) return false
  const length = u16(bytes, at + 3)
  return length <= lengthMax
}

/**
 * Whether a TLS connection can begin at `at`: a ClientHello, a ServerHello or an alert in the clear. Needs the first
 * six bytes; false where there are fewer.
 */
export function startsTls(bytes: Uint8Array, at: number): boolean {
  if (oldHelloEnd(bytes, at)) return true
  if (at + 6 > bytes.length || !startsRecord(bytes, at)) return false
  const length = u16(bytes, at + 3)
  const first = bytes[at + 5]
  if (bytes[at] === 21) return length === 2 && (first === 1 || first === 2)
  return bytes[at] === 22 && length > 3 && (first === 1 || first === 2)
}

/**
 * Splits one direction into records. Never throws. Bytes that are no record are `unparsed` where records go on after
 * them; where text follows, or nothing more that looks like a record, TLS ends there.
 */
export function readRecords({ bytes, gaps = [], start = 0 }: TlsInput): Framing {
  const frames: Frame[] = []
  const unparsed: Span[] = []
  const problems: Problem[] = []
  let gap = 0
  let lost = 0
  let at = start
  const oldHello = oldHelloEnd(bytes, start)
  if (oldHello) {
    unparsed.push({ start, end: oldHello })
    const message = 'The ClientHello is in the format of SSL 2.0 (RFC 5246 appendix E.2): its fields are not named.'
    problems.push({ offset: start, message })
    at = oldHello
  }
  while (at < bytes.length) {
    while ((gaps[gap]?.end ?? Infinity) <= at) gap++
    const hole = gaps[gap]?.start ?? Infinity
    if (hole < at + 5 || !startsRecord(bytes, at)) {
      const next =
        hole >= at + 5 && isText(bytes, at)
          ? -1
          : resume(bytes, Math.max(at + 1, hole < at + 5 ? (gaps[gap]?.end ?? 0) : 0))
      if (next < 0) {
        if (hole < at + 5) problems.push({ offset: at, message: 'Bytes are missing and no TLS record follows them.' })
        break
      }
      unparsed.push({ start: at, end: next })
      problems.push({ offset: at, message: `${next - at} bytes are not a TLS record.` })
      lost = next - at
      at = next
      continue
    }
    const length = u16(bytes, at + 3)
    const full = at + 5 + length
    const end = Math.min(full, bytes.length)
    const cut = full > bytes.length || at + 5 > bytes.length
    if (cut) problems.push({ offset: at, message: 'The stream ends inside a TLS record.' })
    else if (hole < end) problems.push({ offset: at, message: 'Bytes are missing inside a TLS record.' })
    const version = ((bytes[at + 1] ?? 3) << 8) | (bytes[at + 2] ?? 3)
    frames.push({ start: at, end, type: bytes[at] ?? 0, version, length, damaged: cut || hole < end, lost })
    lost = 0
    at = end
  }
  return { frames, end: Math.min(at, bytes.length), unparsed, problems }
}

/** Whether what follows reads as a line of text: some servers fall back to cleartext after TLS. */
export function isText(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at, at + 16).every(isTextByte)
}

/** Printable ASCII, tab, or what ends a line. */
export const isTextByte = (byte: number) => (byte >= 32 && byte <= 126) || byte === 13 || byte === 10 || byte === 9

/** The next place where a record starts that another record or the end of the stream follows; -1 where there is none. */
export function resume(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 5 < bytes.length; at++) {
    if (bytes[at + 1] !== 3 || !startsRecord(bytes, at)) continue
    const next = at + 5 + u16(bytes, at + 3)
    if (next === bytes.length || (next < bytes.length && startsRecord(bytes, next))) return at
  }
  return -1
}
