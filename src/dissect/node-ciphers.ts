/**
 * Ciphers for the TLS reader from the OpenSSL inside Node: no copy through a promise for each record, and the old
 * ciphers (Triple DES, Camellia, ARIA) that neither WebCrypto nor the library has.
 */
import { createDecipheriv, createHmac, getCipherInfo, type CipherGCMTypes } from 'node:crypto'
import type { Ciphers } from '../core/tls/cipher.ts'
import { openCamelliaGcm } from './camellia-gcm.ts'

export const nodeCiphers: Ciphers = {
  hmac: (hash, key, data) => createHmac(hash, key).update(data).digest(),
  open(cipher, key) {
    if (/^camellia-.*-gcm$/.test(cipher)) return openCamelliaGcm(key)
    if (!getCipherInfo(cipher)) return null
    const mode = cipher.split('-').at(-1)
    return {
      decrypt(nonce, data, additional, tagLength) {
        try {
          if (mode === 'cbc') {
            const decipher = createDecipheriv(cipher, key, nonce).setAutoPadding(false)
            return Buffer.concat([decipher.update(data), decipher.final()])
          }
          const size = data.length - tagLength
          // Node's types know GCM alone to have tags; CCM and ChaCha20-Poly1305 take the same calls.
          const decipher = createDecipheriv(cipher as CipherGCMTypes, key, nonce, { authTagLength: tagLength })
          decipher.setAuthTag(data.subarray(size))
          decipher.setAAD(additional, { plaintextLength: size })
          const opened = decipher.update(data.subarray(0, size))
          decipher.final()
          return opened
        } catch {
          return null
        }
      },
    }
  },
}
