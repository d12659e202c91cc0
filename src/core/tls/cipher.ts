/**
 * What the TLS reader asks of a cryptography library, so that the same reader runs on WebCrypto, on a library in plain
 * JavaScript where a page has no WebCrypto, and on Node's OpenSSL.
 */

export type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384'

/** Ciphers by the names that OpenSSL gives them. */
export type CipherName =
  | `aes-${128 | 256}-${'gcm' | 'ccm' | 'cbc'}`
  | `camellia-${128 | 256}-${'cbc' | 'gcm'}`
  | `aria-${128 | 256}-${'cbc' | 'gcm'}`
  | 'chacha20-poly1305'
  | 'des-ede3-cbc'

type Now<T> = T | Promise<T>

export interface Ciphers {
  hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Now<Uint8Array>
  /** Makes a key ready for use. Null where the cipher is not supported. */
  open(cipher: CipherName, key: Uint8Array): Now<OpenCipher | null>
}

export interface OpenCipher {
  /**
   * Decrypts. AEAD: `data` ends in a tag of `tagLength` bytes, and null means that it does not fit. CBC: whole blocks
   * without regard to padding; `additional` and `tagLength` are not used.
   */
  decrypt(nonce: Uint8Array, data: Uint8Array, additional: Uint8Array, tagLength: number): Now<Uint8Array | null>
}
