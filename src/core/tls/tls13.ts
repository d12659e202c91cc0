/**
 * TLS 1.3: keys from logged traffic secrets, and records opened with them.
 *
 * @see RFC 8446 §5.2, §7.1, §7.2 and §7.3
 */
import { ascii, concat } from '../bytes.ts'
import type { Ciphers } from './cipher.ts'
import { mixedNonce, type Opened, type Opener } from './opener.ts'
import type { Protection } from './suites.ts'

/** Which of the four keys of a direction: in order, and `application` again after each KeyUpdate. */
export type Level = 'early' | 'handshake' | 'application'

/** The key log's label of a secret. */
export function secretLabel(level: Level, client: boolean): string {
  if (level === 'early') return 'CLIENT_EARLY_TRAFFIC_SECRET'
  const who = client ? 'CLIENT' : 'SERVER'
  return level === 'handshake' ? `${who}_HANDSHAKE_TRAFFIC_SECRET` : `${who}_TRAFFIC_SECRET_0`
}

/**
 * HKDF-Expand-Label with an empty context. Built on HMAC, since WebCrypto's HKDF always extracts first; all that TLS
 * needs fits into one block of the hash.
 */
async function expandLabel(
  ciphers: Ciphers,
  hash: Protection['prf'],
  secret: Uint8Array,
  label: string,
  length: number,
) {
  const full = ascii(`tls13 ${label}`)
  const info = concat(Uint8Array.of(0, length, full.length), full, Uint8Array.of(0, 1))
  return (await ciphers.hmac(hash, secret, info)).slice(0, length)
}

/** The secret after a KeyUpdate. */
export function nextSecret(ciphers: Ciphers, hash: Protection['prf'], secret: Uint8Array): Promise<Uint8Array> {
  return expandLabel(ciphers, hash, secret, 'traffic upd', secret.length)
}

/** Makes a traffic secret ready to open records; null where the cipher is not supported. */
export async function openWith(ciphers: Ciphers, suite: Protection, secret: Uint8Array): Promise<Opener | null> {
  if (!suite.cipher || suite.cipher === 'rc4') return null
  const key = await expandLabel(ciphers, suite.prf, secret, 'key', suite.keyLength)
  const iv = await expandLabel(ciphers, suite.prf, secret, 'iv', 12)
  const cipher = await ciphers.open(suite.cipher, key)
  if (!cipher) return null
  return {
    async open(record, sequence) {
      const nonce = mixedNonce(iv, sequence)
      const opened = await cipher.decrypt(nonce, record.subarray(5), record.subarray(0, 5), suite.tagLength)
      return opened && unpad(opened)
    },
  }
}

/** The content type is the last byte that is not zero; the zeros behind it are padding. */
function unpad(opened: Uint8Array): Opened | null {
  let end = opened.length
  while (end > 0 && opened[end - 1] === 0) end--
  if (end === 0) return null
  return { contentType: opened[end - 1] ?? 0, opened, content: opened.subarray(0, end - 1), mac: 0 }
}
