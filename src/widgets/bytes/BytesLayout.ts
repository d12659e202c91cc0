/** Lays a session's bytes out with their fields. Runs at build time. */
import type { Conversation } from '../../core/conversation/conversation.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import type { KeptBytes } from './BytesKept.ts'
import { Wire } from './BytesWire.ts'

/** @param keys  whether the recording has its keys */
export function layOut(timeline: Timeline, conversations: readonly Conversation[], keys: boolean): KeptBytes {
  const wire = Wire.of(timeline, conversations)
  return {
    keys,
    streams: conversations.map(({ stream }) => ({ c2s: toBase64(stream.c2s.bytes), s2c: toBase64(stream.s2c.bytes) })),
    steps: timeline.steps.map((_, index) => {
      const bytes = wire.bytesOf(index)
      return bytes && { fields: bytes.wire.fields, sealed: bytes.wire.sealed }
    }),
  }
}

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
