/**
 * A ClientHello in the format of SSL 2.0, by which a client once began where the server might know no TLS:
 *
 * ```
 * 80 67  01  03 03  00 3c  00 00  00 20 | 00 c0 0a ... | challenge
 * length 1   version suites session challenge, three bytes for each suite
 * ```
 * The server answers as to any other. Clients must not send it any more (RFC 6176), and some old ones still do.
 *
 * @see RFC 5246 appendix E.2
 */
import { u16 } from '../bytes.ts'
import type { Hello } from './hello.ts'

/** Where a whole one that begins at `at` ends; 0 where there is none. */
export function oldHelloEnd(bytes: Uint8Array, at: number): number {
  if ((bytes[at] ?? 0) < 0x80 || bytes[at + 2] !== 1 || bytes[at + 3] !== 3) return 0
  const [length, suites, session, challenge] = [
    u16(bytes, at) & 0x7fff,
    u16(bytes, at + 5),
    u16(bytes, at + 7),
    u16(bytes, at + 9),
  ]
  const fits = suites % 3 === 0 && (session === 0 || session === 16) && challenge >= 16 && challenge <= 32
  const end = at + 2 + length
  return fits && length === 9 + suites + session + challenge && end <= bytes.length ? end : 0
}

/** Reads the one at `at`; its challenge, with zeros in front, is the client's random. */
export function readOldHello(bytes: Uint8Array, at: number): Hello | null {
  const end = oldHelloEnd(bytes, at)
  if (!end) return null
  const challenge = end - u16(bytes, at + 9)
  const suitesEnd = at + 11 + u16(bytes, at + 5)
  const random = new Uint8Array(32)
  random.set(bytes.subarray(challenge, end), 32 - (end - challenge))
  const suites: number[] = []
  // Those whose first byte is not zero are SSL 2.0's own.
  for (let i = at + 11; i < suitesEnd; i += 3) if (bytes[i] === 0) suites.push(u16(bytes, i + 1))
  return {
    version: u16(bytes, at + 3),
    random,
    sessionId: bytes.subarray(suitesEnd, challenge),
    suites,
    extensions: new Map(),
  }
}
