/**
 * ClientHello and ServerHello, as far as the rest of the connection depends on them.
 *
 * @see RFC 8446 §4.1.2 and §4.1.3, RFC 5246 §7.4.1
 */
import { hex, latin1, u16 } from '../bytes.ts'

export interface Hello {
  /** legacy_version, such as 0x0303. */
  readonly version: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  /** What the client offers, or the one that the server chose. */
  readonly suites: readonly number[]
  /** Extension bodies by type. */
  readonly extensions: ReadonlyMap<number, Uint8Array>
}

/** SHA-256 of "HelloRetryRequest", which a ServerHello bears as its random to ask for another ClientHello. */
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'

/**
 * Reads a hello from a whole handshake message. What is cut short or damaged gives what came before; null where not even
 * the random is there.
 */
export function readHello(message: Uint8Array): Hello | null {
  if (message.length < 39) return null
  const idEnd = 39 + (message[38] ?? 0)
  const suites: number[] = []
  const extensions = new Map<number, Uint8Array>()
  let at = idEnd
  if (message[0] === 1) {
    const stop = Math.min(at + 2 + u16(message, at), message.length)
    for (at += 2; at + 2 <= stop; at += 2) suites.push(u16(message, at))
    at += 1 + (message[at] ?? 0)
  } else {
    if (at + 2 <= message.length) suites.push(u16(message, at))
    at += 3
  }
  at += 2
  while (at + 4 <= message.length) {
    const length = u16(message, at + 2)
    extensions.set(u16(message, at), message.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return {
    version: u16(message, 4),
    random: message.subarray(6, 38),
    sessionId: message.subarray(39, idEnd),
    suites,
    extensions,
  }
}

/** Whether a ServerHello is a HelloRetryRequest. */
export function isRetry(message: Uint8Array): boolean {
  return message[0] === 2 && hex(message.subarray(6, 38)) === retryRandom
}

/** The version that a ServerHello settles on. */
export function chosenVersion(hello: Hello): number {
  const chosen = hello.extensions.get(43)
  return chosen?.length === 2 ? u16(chosen, 0) : hello.version
}

/** The group of a ServerHello's or HelloRetryRequest's key share; null where it has none. */
export function chosenGroup(hello: Hello): number | null {
  const share = hello.extensions.get(51)
  return share && share.length >= 2 ? u16(share, 0) : null
}

/** The host that a ClientHello asks for (RFC 6066 §3); null where it names none. */
export function serverName(hello: Hello): string | null {
  const body = hello.extensions.get(0)
  if (!body || body.length < 5 || body[2] !== 0) return null
  return latin1(body.subarray(5, 5 + u16(body, 3)))
}
