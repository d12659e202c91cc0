/**
 * Ciphers in plain JavaScript: what WebCrypto lacks (ChaCha20-Poly1305, CCM, CBC without padding, MD5), and all of it
 * where a page has no WebCrypto.
 */
import { cbc, ctr, gcm } from '@noble/ciphers/aes.js'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384 } from '@noble/hashes/sha2.js'
import { concat, equal } from '../bytes.ts'
import type { Ciphers, OpenCipher } from './cipher.ts'

const hashes = { md5, sha1, sha256, sha384 }

/** Null instead of the library's exception where a tag does not fit. */
function orNull(decrypt: () => Uint8Array): Uint8Array | null {
  try {
    return decrypt()
  } catch {
    return null
  }
}

export const libraryCiphers: Ciphers = {
  hmac: (hash, key, data) => hmac(hashes[hash], key, data),
  open(cipher, key): OpenCipher | null {
    if (cipher === 'chacha20-poly1305') {
      return {
        decrypt: (nonce, data, additional) => orNull(() => chacha20poly1305(key, nonce, additional).decrypt(data)),
      }
    }
    const [family, , mode] = cipher.split('-')
    if (family !== 'aes') return null
    if (mode === 'gcm') {
      return { decrypt: (nonce, data, additional) => orNull(() => gcm(key, nonce, additional).decrypt(data)) }
    }
    if (mode === 'ccm') {
      return { decrypt: (nonce, data, additional, tag) => orNull(() => openCcm(key, nonce, data, additional, tag)) }
    }
    return { decrypt: (iv, data) => orNull(() => cbc(key, iv, { disablePadding: true }).decrypt(data)) }
  },
}

/**
 * Counter with CBC-MAC for nonces of 12 bytes, so that lengths take three.
 *
 * @see RFC 3610 §2
 */
function openCcm(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, additional: Uint8Array, tagLength: number) {
  if (data.length < tagLength) throw new RangeError('shorter than its tag')
  const sealed = data.subarray(0, data.length - tagLength)
  // Counter block 0 hides the tag, the blocks from 1 on the content.
  const stream = ctr(key, concat(Uint8Array.of(2), nonce, new Uint8Array(3)))
  const clear = stream.decrypt(concat(data.subarray(data.length - tagLength), new Uint8Array(16 - tagLength), sealed))
  const content = clear.subarray(16)
  const size = content.length
  const flags = (additional.length ? 64 : 0) + ((tagLength - 2) / 2) * 8 + 2
  const pad = (bytes: Uint8Array) => concat(bytes, new Uint8Array((16 - (bytes.length % 16)) % 16))
  const header = additional.length
    ? pad(concat(Uint8Array.of(additional.length >> 8, additional.length & 255), additional))
    : new Uint8Array(0)
  const first = concat(Uint8Array.of(flags), nonce, Uint8Array.of((size >> 16) & 255, (size >> 8) & 255, size & 255))
  const chain = cbc(key, new Uint8Array(16), { disablePadding: true }).encrypt(concat(first, header, pad(content)))
  const tag = chain.subarray(chain.length - 16, chain.length - 16 + tagLength)
  if (!equal(tag, clear.subarray(0, tagLength))) throw new RangeError('the tag does not fit')
  return content
}
