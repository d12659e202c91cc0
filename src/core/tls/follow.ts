/** Adds records to a direction as they are read, and follows what they say: what it changes for the records after. */
import { u16 } from '../bytes.ts'
import { isEncrypted, roundOf, suiteOf, wire, type Half, type State } from './connection.ts'
import { chosenGroup, chosenVersion, readHello, type Hello } from './hello.ts'
import { startsHandshake } from './joiner.ts'
import { changeCipher } from './keys12.ts'
import { changeKeys } from './keys13.ts'
import { is13 } from './names.ts'
import type { Opened } from './opener.ts'
import type { Frame } from './record.ts'
import { suiteName } from './suites.ts'

/** Adds a record, with what was inside where it opened, and follows what it says. */
export async function take(state: State, half: Half, frame: Frame, opened: Opened | null): Promise<void> {
  const new13 = is13(state.version)
  let encrypted = isEncrypted(state, half, frame)
  const plain = half.input.bytes.subarray(frame.start + 5, frame.end)
  // A connection that was captured from its middle on is encrypted without having said so.
  if (!encrypted && frame.type === 22 && !half.joiner.waiting() && !startsHandshake(plain)) encrypted = true
  if (!encrypted && frame.type === 21 && plain.length !== 2) encrypted = true
  const content = encrypted ? (opened?.content ?? null) : frame.damaged ? null : plain
  const contentType = encrypted ? (opened?.contentType ?? null) : frame.damaged ? null : frame.type
  const index = half.records.length
  const handshake = contentType === 22 && content ? half.joiner.add(content, index) : []
  if (frame.damaged) half.joiner.reset()
  if (frame.damaged || frame.lost > 0) roundOf(state, half).done = true
  half.before = wire(half, frame)
  half.records.push({
    start: frame.start,
    end: frame.end,
    dir: half.dir,
    type: frame.type,
    version: frame.version,
    length: frame.length,
    damaged: frame.damaged,
    encrypted,
    decrypted: opened !== null,
    contentType,
    content,
    opened: opened?.opened ?? null,
    mac: opened?.mac ?? 0,
    sealing: encrypted
      ? new13
        ? { nonce: 0, tag: suiteOf(state.rounds[0]?.server)?.tagLength ?? 16 }
        : half.sealing
      : null,
    handshake,
    alert:
      contentType === 21 && content?.length === 2 ? { level: content[0] ?? 0, description: content[1] ?? 0 } : null,
  })
  for (const message of handshake) await follow(state, half, message.type, message.bytes, message.retry)
  if (frame.type === 20 && !new13) await changeCipher(state, half)
}

// Behind the message's header, the ticket's lifetime and its length: RFC 5077 §3.3.
const ticketAt = 4 + 4 + 2

/** What a handshake message changes for the records after it. */
async function follow(state: State, half: Half, type: number, bytes: Uint8Array, retry: boolean): Promise<void> {
  const round = roundOf(state, half)
  const client = half.dir === 'c2s'
  if (type === 1 && client) {
    // Secrets are logged under the random of the first ClientHello; after a retry it is the same.
    round.early = !round.client && (readHello(bytes)?.extensions.has(42) ?? false)
    round.client ??= readHello(bytes)
  } else if (type === 2 && !client) {
    const hello = readHello(bytes)
    if (!hello) return
    round.group = chosenGroup(hello) ?? round.group
    if (retry) {
      state.version ??= chosenVersion(hello)
      round.early = false
      return
    }
    round.server = hello
    state.version = half.round === 0 ? chosenVersion(hello) : state.version
    if (is13(state.version)) round.resumed = hello.extensions.has(41)
  } else if (type === 12 && !client) round.group = curveOf(round.server, bytes) ?? round.group
  else if (type === 14) round.done = true
  else if (type === 4 && !is13(state.version)) round.ticket = bytes.subarray(ticketAt)
  else if (is13(state.version) && half.level) await changeKeys(state, half, type)
}

/** The named curve of a ServerKeyExchange (RFC 8422 §5.4; RFC 5489 §2 puts a hint before it). */
function curveOf(server: Hello | null, message: Uint8Array): number | null {
  const name = suiteName(server?.suites[0] ?? 0)
  if (!/^TLS_EC(DHE|DH_anon)_/.test(name)) return null
  const at = 4 + (name.startsWith('TLS_ECDHE_PSK') ? 2 + u16(message, 4) : 0)
  return message[at] === 3 ? u16(message, at + 1) : null
}
