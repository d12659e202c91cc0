/**
 * Handshake messages across records: one message may take several records, one record may hold several messages.
 *
 * @see RFC 8446 §5.1
 */
import { join, u16 } from '../bytes.ts'
import { isRetry } from './hello.ts'
import { handshakeTypeName } from './names.ts'
import type { TlsHandshake } from './types.ts'

export interface Joiner {
  /** Takes the content of a handshake record and gives the messages that end in it. */
  add(content: Uint8Array, record: number): TlsHandshake[]
  /** Bytes of a message that has begun and not ended. */
  waiting(): number
  /** Forgets what has begun: the keys have changed. */
  reset(): void
}

// Certificates are the longest messages in use; a length beyond this is not a handshake message but noise.
const lengthMax = 0x4_0000

/** Whether a message can begin with these bytes: a known type and a length that is not absurd. */
export function startsHandshake(content: Uint8Array): boolean {
  const type = content[0]
  if (type === undefined || /^\d/.test(handshakeTypeName(type))) return false
  return content.length < 4 || bodyLength(content) <= lengthMax
}

function bodyLength(message: Uint8Array): number {
  return ((message[1] ?? 0) << 16) | u16(message, 2)
}

export function joinHandshake(): Joiner {
  let parts: Uint8Array[] = []
  let have = 0
  let firstRecord = 0
  let firstAt = 0
  /** How many bytes the message that has begun needs; 4 until its header is there. */
  let need = 4
  return {
    waiting: () => have,
    reset() {
      parts = []
      have = 0
      need = 4
    },
    add(content, record) {
      const done: TlsHandshake[] = []
      let at = 0
      while (at < content.length) {
        if (have === 0) {
          firstRecord = record
          firstAt = at
        }
        const piece = content.subarray(at, at + need - have)
        parts.push(piece)
        have += piece.length
        at += piece.length
        if (have < need) break
        const bytes = parts.length === 1 ? piece : join(parts)
        parts = [bytes]
        if (need === 4 && bodyLength(bytes) > 0) {
          need += bodyLength(bytes)
          continue
        }
        // The two pieces of a message in one record are next to each other: give it as one stretch of that record.
        const whole = firstRecord === record ? content.subarray(firstAt, firstAt + need) : bytes
        const type = whole[0] ?? 0
        done.push({ type, length: need - 4, bytes: whole, retry: isRetry(whole), firstRecord, at: firstAt })
        this.reset()
      }
      return done
    },
  }
}
