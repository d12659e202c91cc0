/**
 * TLS 1.0 to 1.2: keys from the master secret, and records opened with them.
 *
 * @see RFC 5246 §5 and §6.2.3, RFC 2246 §5, RFC 5288, RFC 6655, RFC 7366, RFC 7905
 */
import { ascii, concat, equal } from '../bytes.ts'
import type { Ciphers, Hash, OpenCipher } from './cipher.ts'
import { mixedNonce, sequenceBytes, type Opened, type Opener } from './opener.ts'
import { rc4 } from './rc4.ts'
import type { Protection } from './suites.ts'
import type { Sealing } from './types.ts'

export interface KeyMaterial {
  /** As chosen: 0x0301 to 0x0303. */
  readonly version: number
  readonly suite: Protection
  readonly master: Uint8Array
  readonly clientRandom: Uint8Array
  readonly serverRandom: Uint8Array
  /** RFC 7366: the MAC is over the ciphertext. */
  readonly encryptThenMac: boolean
  readonly client: boolean
}

/** Makes the keys of one direction ready; null where the cipher is not supported. */
export async function openWith(ciphers: Ciphers, from: KeyMaterial): Promise<Opener | null> {
  const { suite, version } = from
  const macLength = suite.mode === 'aead' ? 0 : suite.tagLength
  const { keyLength, ivLength } = suite
  const seed = concat(ascii('key expansion'), from.serverRandom, from.clientRandom)
  const block = await expand(ciphers, from, seed, 2 * (macLength + keyLength + ivLength))
  let at = 0
  // Each kind of key twice: the client's, then the server's.
  const take = (length: number) => {
    const key = block.slice(at + (from.client ? 0 : length), at + (from.client ? length : 2 * length))
    at += 2 * length
    return key
  }
  const macKey = take(macLength)
  const key = take(keyLength)
  const iv = take(ivLength)
  const mac = (record: Uint8Array, sequence: number, body: Uint8Array) =>
    ciphers.hmac(suite.mac, macKey, concat(sequenceBytes(sequence), record.subarray(0, 3), u16(body.length), body))

  if (suite.mode === 'stream') {
    const decrypt = suite.cipher === 'rc4' ? rc4(key) : (data: Uint8Array) => data
    return { open: (record, sequence) => openStream(record, decrypt(record.subarray(5)), sequence, macLength, mac) }
  }
  if (!suite.cipher || suite.cipher === 'rc4') return null
  const cipher = await ciphers.open(suite.cipher, key)
  if (!cipher) return null
  if (suite.mode === 'aead') return { open: (record, sequence) => openAead(suite, cipher, iv, record, sequence) }
  return {
    async open(record, sequence, before) {
      const blockLength = ivLength
      let body = record.subarray(5)
      if (from.encryptThenMac) {
        if (body.length < macLength) return null
        const sent = body.subarray(body.length - macLength)
        body = body.subarray(0, body.length - macLength)
        if (!equal(await mac(record, sequence, body), sent)) return null
      }
      // TLS 1.0 goes on from the last block of the record before; later versions send a fresh vector with each.
      let vector: Uint8Array = iv
      if (version > 0x0301) {
        vector = body.subarray(0, blockLength)
        body = body.subarray(blockLength)
      } else if (before && sequence > 0) {
        const stop = before.length - (from.encryptThenMac ? macLength : 0)
        vector = before.subarray(stop - blockLength, stop)
      }
      if (body.length === 0 || body.length % blockLength || vector.length !== blockLength) return null
      const opened = await cipher.decrypt(vector, body, nothing, 0)
      if (!opened) return null
      const padding = (opened.at(-1) ?? 0) + 1
      const end = opened.length - padding - (from.encryptThenMac ? 0 : macLength)
      if (end < 0) return null
      const content = opened.subarray(0, end)
      if (!from.encryptThenMac && !equal(await mac(record, sequence, content), opened.subarray(end, end + macLength))) {
        return null
      }
      return { contentType: record[0] ?? 0, opened, content, mac: from.encryptThenMac ? 0 : macLength }
    },
  }
}

/** What stands around the ciphertext on the wire, bytes. */
export function sealingOf(suite: Protection, version: number, encryptThenMac: boolean): Sealing {
  if (suite.mode === 'aead') return { nonce: suite.ivLength === 4 ? 8 : 0, tag: suite.tagLength }
  if (suite.mode === 'stream') return { nonce: 0, tag: 0 }
  return { nonce: version > 0x0301 ? suite.ivLength : 0, tag: encryptThenMac ? suite.tagLength : 0 }
}

const nothing = new Uint8Array(0)
const u16 = (value: number) => Uint8Array.of(value >> 8, value & 255)

async function openAead(
  suite: Protection,
  cipher: OpenCipher,
  iv: Uint8Array,
  record: Uint8Array,
  sequence: number,
): Promise<Opened | null> {
  // GCM and CCM send the second part of the nonce with each record; ChaCha20-Poly1305 sends none (RFC 7905).
  const explicit = suite.ivLength === 4 ? 8 : 0
  const data = record.subarray(5 + explicit)
  if (data.length < suite.tagLength) return null
  const nonce = explicit ? concat(iv, record.subarray(5, 5 + explicit)) : mixedNonce(iv, sequence)
  const additional = concat(sequenceBytes(sequence), record.subarray(0, 3), u16(data.length - suite.tagLength))
  const opened = await cipher.decrypt(nonce, data, additional, suite.tagLength)
  return opened && { contentType: record[0] ?? 0, opened, content: opened, mac: 0 }
}

async function openStream(
  record: Uint8Array,
  opened: Uint8Array,
  sequence: number,
  macLength: number,
  mac: (record: Uint8Array, sequence: number, body: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<Opened | null> {
  const end = opened.length - macLength
  if (end < 0) return null
  const content = opened.subarray(0, end)
  if (!equal(await mac(record, sequence, content), opened.subarray(end))) return null
  return { contentType: record[0] ?? 0, opened, content, mac: macLength }
}

/** The pseudorandom function over the master secret. */
async function expand(ciphers: Ciphers, from: KeyMaterial, seed: Uint8Array, length: number): Promise<Uint8Array> {
  if (from.version >= 0x0303) return stretch(ciphers, from.suite.prf, from.master, seed, length)
  // Before TLS 1.2: MD5 over the first half of the secret, SHA-1 over the second, one over the other.
  const half = Math.ceil(from.master.length / 2)
  const md5 = await stretch(ciphers, 'md5', from.master.slice(0, half), seed, length)
  const sha1 = await stretch(ciphers, 'sha1', from.master.slice(from.master.length - half), seed, length)
  return md5.map((byte, i) => byte ^ (sha1[i] ?? 0))
}

/** P_hash. */
async function stretch(ciphers: Ciphers, hash: Hash, secret: Uint8Array, seed: Uint8Array, length: number) {
  let link = seed
  let out: Uint8Array = nothing
  while (out.length < length) {
    link = await ciphers.hmac(hash, secret, link)
    out = concat(out, await ciphers.hmac(hash, secret, concat(link, seed)))
  }
  return out.subarray(0, length)
}
