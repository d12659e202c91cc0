/**
 * Ciphers for the TLS reader from the OpenSSL inside Node: no copy through a promise for each record, and the old
 * ciphers (Triple DES, Camellia, ARIA) that neither WebCrypto nor the library has.
 */
import { createDecipheriv, createHmac, createSecretKey, getCipherInfo, type CipherGCMTypes } from 'node:crypto'
import type { Ciphers } from '../core/tls/cipher.ts'
import { openCamelliaGcm } from './camellia-gcm.ts'

// Node asks of a key given as bytes whether it is not a key object after all, by an exception: a quarter of all the
// time that dissecting takes. So it gets key objects.
export const nodeCiphers: Ciphers = {
  hmac: (hash, key, data) => createHmac(hash, createSecretKey(key)).update(data).digest(),
  open(cipher, key) {
    if (/^camellia-.*-gcm$/.test(cipher)) return openCamelliaGcm(key)
    if (!getCipherInfo(cipher)) return null
    const mode = cipher.split('-').at(-1)
    const secret = createSecretKey(key)
    return {
      decrypt(nonce, data, additional, tagLength) {
        try {
          if (mode === 'cbc') {
            const decipher = createDecipheriv(cipher, secret, nonce).setAutoPadding(false)
            return Buffer.concat([decipher.update(data), decipher.final()])
          }
          const size = data.length - tagLength
          // Node's types know GCM alone to have tags; CCM and ChaCha20-Poly1305 take the same calls.
          const decipher = createDecipheriv(cipher as CipherGCMTypes, secret, nonce, { authTagLength: tagLength })
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
