/** What someone who only listens on the path learns from one thing said. */
import { latin1, u16 } from '../bytes.ts'
import type { Utterance } from '../conversation/conversation.ts'
import { readable } from '../mail/text.ts'
import { readHello, serverName } from '../tls/hello.ts'
import { suiteName } from '../tls/suites.ts'
import { groupName, versionName } from '../tls/names.ts'
import { chosenGroup, chosenVersion } from '../tls/hello.ts'
import type { TlsHalf } from '../tls/types.ts'
import type { DisclosureKind, Leak } from './timeline.ts'

/** How much of a long text stands in for all of it, characters. */
const textLengthMax = 2000

const count = (bytes: number) => `${bytes} byte${bytes === 1 ? '' : 's'}`

/** What a wiretap reads in place of an utterance. */
export function overheard(said: Utterance, half: TlsHalf | null): string {
  if (said.layer !== 'tls' && !said.sealed) return said.text.slice(0, textLengthMax) || said.name
  const carried = said.records && half ? half.records.slice(said.records.first, said.records.last + 1) : []
  const length = carried.reduce((sum, record) => sum + record.length, 0)
  if (said.sealed) {
    // From TLS 1.3 on everything encrypted calls itself application data: RFC 8446 §5.2.
    const type = carried[0]?.type
    if (type === 22) return `An encrypted handshake message, ${count(length)}`
    if (type === 21) return `An encrypted alert, ${count(length)}`
    return `${count(length)} of TLS application data`
  }
  const hello = said.handshake && said.handshake.type <= 2 ? readHello(said.handshake.bytes) : null
  if (hello && said.handshake?.type === 1) {
    const name = serverName(hello)
    return `ClientHello${name ? `, asking for ${name}` : ', naming no server'}: ${hello.suites.length} cipher suites on offer`
  }
  if (hello) {
    const group = chosenGroup(hello)
    const suite = hello.suites[0]
    return `${said.name}: ${[
      versionName(chosenVersion(hello)),
      suite === undefined ? '' : suiteName(suite),
      group === null ? '' : groupName(group),
    ]
      .filter(Boolean)
      .join(', ')}`
  }
  if (said.handshake?.type === 11) {
    const names = certificateNames(said.handshake.bytes)
    return `Certificate in the clear${names.length ? ` for ${names.join(', ')}` : ''}, ${count(said.handshake.length)}`
  }
  return `${said.name} in the clear${said.handshake?.length ? `, ${count(said.handshake.length)}` : ''}`
}

/** What an utterance gives away to a passive listener; nothing where it is encrypted. */
export function leaksOf(said: Utterance): Leak[] {
  if (said.sealed) return []
  // Addresses may be UTF-8: RFC 6531 §3.3.
  if (said.mail) return said.mail.discloses.map(({ what, value }) => ({ what, value: readable(value) }))
  if (said.handshake?.type === 1) {
    const hello = readHello(said.handshake.bytes)
    const name = hello && serverName(hello)
    return name ? [{ what: 'server-name', value: name }] : []
  }
  if (said.handshake?.type === 11 && said.dir === 's2c') {
    const names = certificateNames(said.handshake.bytes)
    return [{ what: 'certificate', value: names.join(', ') || 'the server’s certificate' }]
  }
  return []
}

/** What an utterance carries under encryption, each kind once; nothing where it is in the clear or was not opened. */
export function hiddenIn(said: Utterance): DisclosureKind[] {
  if (!said.sealed) return []
  if (said.mail) return [...new Set(said.mail.discloses.map(({ what }) => what))]
  return said.handshake?.type === 11 && said.dir === 's2c' ? ['certificate'] : []
}

/**
 * The DNS names in a Certificate message (header included), in order, each once.
 * Reads the subjectAltName extension of the first certificate by its object
 * identifier: that is where names stand (RFC 5280 §4.2.1.6).
 */
function certificateNames(message: Uint8Array): string[] {
  const names = new Set<string>()
  for (let i = 0; i + 12 < message.length; i++) {
    if (message[i] !== 0x55 || message[i + 1] !== 0x1d || message[i + 2] !== 0x11) continue
    // 06 03 55 1d 11 [01 01 ff] 04 len 30 len | 82 len name ...
    let at = i + 3
    if (message[at] === 0x01) at += 3
    const enter = () => {
      const long = message[at + 1] === 0x82 ? 2 : message[at + 1] === 0x81 ? 1 : 0
      at += 2 + long
      return long === 2 ? u16(message, at - 2) : (message[at - 1] ?? 0)
    }
    enter()
    const length = enter()
    for (const end = Math.min(message.length, at + length); at + 2 <= end; at += 2 + (message[at + 1] ?? 0)) {
      if (message[at] === 0x82) {
        names.add(latin1(message.subarray(at + 2, at + 2 + (message[at + 1] ?? 0))))
      }
    }
    break
  }
  return [...names]
}
