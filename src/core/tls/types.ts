/**
 * What a TLS connection looks like once it is read: records in each direction, the handshake messages in them, and what
 * was inside those that opened.
 */
import type { Direction, Problem, Span } from '../parse.ts'
import type { Ciphers } from './cipher.ts'
import type { Secrets } from './keylog.ts'

/** One direction of a TCP stream, as far as TLS needs to know it. */
export interface TlsInput {
  readonly bytes: Uint8Array
  /** Bytes that were not captured and read as zeros. Sorted. */
  readonly gaps?: readonly Span[]
  /** Where TLS starts in `bytes`; 0 where it is the first thing said. */
  readonly start?: number
}

export interface TlsOptions {
  readonly secrets?: Secrets
  /** Who does the arithmetic; where it is left out, everything encrypted stays shut. */
  readonly ciphers?: Ciphers
  /** Told now and then how far it is, 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined
}

/** A handshake message, put together from the records that carry it. */
export interface TlsHandshake {
  /** HandshakeType: 1 client_hello, 2 server_hello ... */
  readonly type: number
  /** The length field: the body without its header of four bytes. */
  readonly length: number
  /** Header and body. */
  readonly bytes: Uint8Array
  /** A ServerHello that asks for another ClientHello (RFC 8446 §4.1.4). */
  readonly retry: boolean
  /** Index, in its direction's list, of the record in which it starts. */
  readonly firstRecord: number
  /** Where it starts in the content of that record. */
  readonly at: number
}

/** A TLS record. The span covers header and payload in the direction's bytes. */
export interface TlsRecord extends Span {
  readonly dir: Direction
  /** ContentType on the wire: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data, 24 heartbeat. */
  readonly type: number
  /** legacy_record_version, such as 0x0303. */
  readonly version: number
  /** The length field. The span is shorter where the stream ends inside the record. */
  readonly length: number
  /** The stream ends inside the record, or a gap runs through it. */
  readonly damaged: boolean
  /** Whether it was sent encrypted. */
  readonly encrypted: boolean
  /** Encrypted, and opened with a logged secret. */
  readonly decrypted: boolean
  /** What it carries: for TLS 1.3 the content type that was inside. Null where it stays shut. */
  readonly contentType: number | null
  /** The content alone: without TLS 1.3's inner type and padding, without MAC. Null where it stays shut. */
  readonly content: Uint8Array | null
  /** All that decryption gave: the content, then what is around it. Null where nothing was decrypted. */
  readonly opened: Uint8Array | null
  /** Length of the MAC that follows the content in `opened`, bytes. */
  readonly mac: number
  /** What encryption put around the ciphertext on the wire: a nonce or IV before it, a tag or MAC behind it, bytes. */
  readonly sealing: Sealing | null
  /** Handshake messages that end in this record. */
  readonly handshake: readonly TlsHandshake[]
  readonly alert: { readonly level: number; readonly description: number } | null
}

export interface Sealing {
  readonly nonce: number
  readonly tag: number
}

/** One direction, read. */
export interface TlsHalf {
  readonly records: readonly TlsRecord[]
  /** Where TLS starts and ends in the direction's bytes. What follows the end is not TLS. */
  readonly start: number
  readonly end: number
  /** Stretches between start and end that are no record. */
  readonly unparsed: readonly Span[]
}

/** What the two ends agreed, in the first handshake of the connection. Null where it was not seen. */
export interface TlsParameters {
  /** As on the wire: 0x0303 is TLS 1.2, 0x0304 TLS 1.3. */
  readonly version: number | null
  readonly cipher: number | null
  /** NamedGroup of the key exchange; null for RSA key transport, plain PSK and TLS 1.2 resumption. */
  readonly group: number | null
  /** By session id, ticket or PSK. */
  readonly resumed: boolean
}

export interface TlsConnection extends TlsParameters {
  readonly c2s: TlsHalf
  readonly s2c: TlsHalf
  readonly problems: readonly (Problem & { readonly dir: Direction })[]
}
