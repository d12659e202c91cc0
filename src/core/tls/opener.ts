/**
 * Opening encrypted records: what TLS 1.3 and the versions before it have in common.
 */

/** What was inside a record. */
export interface Opened {
  /** ContentType of what it carries; for TLS 1.3 the one that was inside. */
  readonly contentType: number
  /** All that was decrypted: the content and what stands behind it. */
  readonly opened: Uint8Array
  /** What it carries. */
  readonly content: Uint8Array
  /** Length of the MAC behind the content in `opened`, bytes; 0 where none was encrypted along with it. */
  readonly mac: number
}

/** The keys of one direction for as long as they last. */
export interface Opener {
  /**
   * @param record header and payload
   * @param sequence number of the record under these keys, from 0
   * @param before the record before it under these keys: TLS 1.0 takes its initialization vector from there
   * @returns null where it does not open
   */
  open(record: Uint8Array, sequence: number, before: Uint8Array | null): Promise<Opened | null>
}

/** The sequence number as eight bytes, big-endian. */
export function sequenceBytes(sequence: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(sequence / 0x1_0000_0000))
  view.setUint32(4, sequence)
  return bytes
}

/** The nonce of TLS 1.3, and of ChaCha20-Poly1305 in TLS 1.2: the IV with the sequence number mixed into its end. */
export function mixedNonce(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = new Uint8Array(iv)
  sequenceBytes(sequence).forEach((byte, i) => (nonce[4 + i] = (nonce[4 + i] ?? 0) ^ byte))
  return nonce
}
