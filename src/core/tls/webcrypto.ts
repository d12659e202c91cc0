/**
 * Ciphers for the reader from WebCrypto, and from a library in plain JavaScript, fetched when it is first needed, for
 * what WebCrypto does not have or where a page has no WebCrypto (it needs https or localhost).
 */
import type { Ciphers, Hash, OpenCipher } from './cipher.ts'

/** The part of SubtleCrypto that is used here; `crypto.subtle` fits. */
export interface Subtle {
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: { name: string; hash?: string },
    extractable: boolean,
    usages: ('sign' | 'decrypt')[],
  ): Promise<SubtleKey>
  sign(algorithm: string, key: SubtleKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>
  decrypt(
    algorithm: {
      name: string
      iv: Uint8Array<ArrayBuffer>
      additionalData: Uint8Array<ArrayBuffer>
      tagLength: number
    },
    key: SubtleKey,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<ArrayBuffer>
}

/** A CryptoKey, as far as this module looks at it: not at all. */
export interface SubtleKey {
  readonly type: 'secret' | 'public' | 'private'
}

const subtleHash: Partial<Record<Hash, string>> = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384' }

// WebCrypto takes no view of a buffer that may be shared; captures never are.
const own = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>

/** @param subtle `crypto.subtle`, or undefined where the page has none */
export function webCiphers(subtle: Subtle | undefined): Ciphers {
  const macKeys = new WeakMap<Uint8Array, Promise<SubtleKey>>()
  const library = async () => (await import('./library.ts')).libraryCiphers
  return {
    async hmac(hash, key, data) {
      const name = subtleHash[hash]
      if (!subtle || !name || key.length === 0) return (await library()).hmac(hash, key, data)
      const ready = macKeys.get(key) ?? subtle.importKey('raw', own(key), { name: 'HMAC', hash: name }, false, ['sign'])
      macKeys.set(key, ready)
      return new Uint8Array(await subtle.sign('HMAC', await ready, own(data)))
    },
    async open(cipher, key): Promise<OpenCipher | null> {
      if (!subtle || !/^aes-\d+-gcm$/.test(cipher)) return (await library()).open(cipher, key)
      const name = 'AES-GCM'
      const ready = await subtle.importKey('raw', own(key), { name }, false, ['decrypt'])
      return {
        decrypt: (nonce, data, additional, tagLength) =>
          subtle
            .decrypt(
              { name, iv: own(nonce), additionalData: own(additional), tagLength: tagLength * 8 },
              ready,
              own(data),
            )
            .then((opened) => new Uint8Array(opened))
            .catch(() => null),
      }
    },
  }
}
