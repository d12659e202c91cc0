/**
 * Camellia in Galois/Counter Mode, which OpenSSL leaves out: its Camellia in counter mode, and GHASH from the library.
 *
 * @see RFC 6367, NIST SP 800-38D §7.2
 */
import { GHASH } from '@noble/ciphers/_polyval.js'
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { OpenCipher } from '../core/tls/cipher.ts'

const blockLength = 16

/** @param key 16 or 32 bytes */
export function openCamelliaGcm(key: Uint8Array): OpenCipher {
  const name = `camellia-${key.length * 8}`
  const hashKey = createCipheriv(`${name}-ecb`, key, null).update(Buffer.alloc(blockLength))
  return {
    decrypt(nonce, data, additional, tagLength) {
      const size = data.length - tagLength
      if (size < 0) return null
      const sealed = data.subarray(0, size)
      // Counter block 1 hides the tag, the blocks from 2 on the content.
      const counter = Buffer.concat([nonce, Uint8Array.of(0, 0, 0, 1)])
      const stream = createDecipheriv(`${name}-ctr`, key, counter)
      const mask = stream.update(Buffer.alloc(blockLength))
      const lengths = Buffer.alloc(blockLength)
      lengths.writeUInt32BE(additional.length * 8, 4)
      lengths.writeUInt32BE(size * 8, 12)
      const tag = new GHASH(hashKey).update(additional).update(sealed).update(lengths).digest()
      for (let i = 0; i < tagLength; i++) if (((tag[i] ?? 0) ^ (mask[i] ?? 0)) !== data[size + i]) return null
      return stream.update(sealed)
    },
  }
}
