/**
 * From a captured packet to its IP header: what the link puts in front of it.
 *
 * @see https://www.tcpdump.org/linktypes.html, IEEE 802.3, RFC 1661, RFC 1662, RFC 2516, RFC 3032, RFC 1042
 */
import { u16 } from '../bytes.ts'
import type { CapturedPacket } from './capture.ts'

/** Where the IP header starts, and the EtherType that announced it; 0 where the link announces nothing. */
export interface LinkPayload {
  readonly at: number
  readonly etherType: number
}

const ipv4Type = 0x0800
const ipv6Type = 0x86dd
const pppoeSession = 0x8864
const mplsTypes = new Set([0x8847, 0x8848])
// 802.1Q, 802.1ad and the older double tag.
const vlanTypes = new Set([0x8100, 0x88a8, 0x9100])
// The protocol numbers that PPP gives to IPv4 and IPv6.
const pppTypes = new Map([
  [0x0021, ipv4Type],
  [0x0057, ipv6Type],
])

/** Null where the packet carries no IP; a sentence where its kind of link is not read. */
export function readLink(bytes: Uint8Array, packet: CapturedPacket): LinkPayload | string | null {
  let at = packet.start
  let etherType = 0
  const ppp = () => {
    // Address and control may be left out, and so may the first byte of the protocol.
    if (u16(bytes, at) === 0xff03) at += 2
    const short = ((bytes[at] ?? 0) & 1) === 1
    etherType = pppTypes.get(short ? (bytes[at] ?? 0) : u16(bytes, at)) ?? -1
    at += short ? 1 : 2
  }
  switch (packet.linkType) {
    case 1:
      etherType = u16(bytes, at + 12)
      at += 14
      break
    case 0:
    case 108:
      // Null and loopback: four bytes of address family, in the byte order of whoever captured.
      at += 4
      break
    case 9:
    case 50:
      ppp()
      break
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      break
    case 104:
      // Cisco HDLC: address, control, type.
      etherType = u16(bytes, at + 2)
      at += 4
      break
    case 113:
      etherType = u16(bytes, at + 14)
      at += 16
      break
    case 276:
      etherType = u16(bytes, at)
      at += 20
      break
    default:
      return `Link type ${packet.linkType} is not read here.`
  }
  while (vlanTypes.has(etherType) && at < packet.end) {
    etherType = u16(bytes, at + 2)
    at += 4
  }
  if (packet.linkType === 1 && etherType <= 1500 && u16(bytes, at) === 0xaaaa) {
    // A length where the type should be: IEEE 802.3 with LLC and SNAP.
    etherType = u16(bytes, at + 6)
    at += 8
  }
  if (etherType === pppoeSession) {
    at += 6
    ppp()
  } else if (mplsTypes.has(etherType)) {
    // Labels of four bytes; the last has its lowest bit of the third byte set, and IP's own version tells what follows.
    while (at + 4 <= packet.end && ((bytes[at + 2] ?? 0) & 1) === 0) at += 4
    at += 4
    etherType = 0
  }
  if (etherType && etherType !== ipv4Type && etherType !== ipv6Type) return null
  return { at, etherType }
}
