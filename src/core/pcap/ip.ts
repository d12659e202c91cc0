/**
 * From a captured packet to the TCP segment inside it: IPv4 or IPv6, fragments put together.
 *
 * @see RFC 791 §3.1, RFC 8200 §4
 */
import { u16 } from '../bytes.ts'
import type { Span } from '../parse.ts'
import type { CapturedPacket } from './capture.ts'
import { joinFragments, type Fragments } from './fragments.ts'
import { readLink } from './link.ts'

/** What IP carries for TCP. The span is the TCP segment in `bytes`. */
export interface IpPayload extends Span {
  /** The buffer that the span is in: the file, or a buffer of its own where fragments were put together. */
  readonly bytes: Uint8Array
  readonly source: string
  readonly target: string
  /** The TCP segment's length by the IP header: more than the span where the capture cut the packet short. */
  readonly length: number
  /** Length of the whole IP packet, bytes. */
  readonly ipLength: number
}

const tcp = 6

/**
 * Finds the TCP segment in a packet.
 *
 * @returns null where the packet carries no TCP or waits for more fragments; a sentence where it is damaged or of a
 *   kind that is not read
 */
export function readIp(bytes: Uint8Array, packet: CapturedPacket, fragments: Fragments): IpPayload | string | null {
  const link = readLink(bytes, packet)
  if (typeof link === 'string' || link === null) return link
  const { at, etherType } = link
  if (at >= packet.end) return 'The packet ends before its IP header.'
  const version = (bytes[at] ?? 0) >> 4
  if (version === 4) return readIpv4(bytes, at, packet, fragments)
  if (version === 6) return readIpv6(bytes, at, packet, fragments)
  return etherType ? `An IP packet says it is version ${version}.` : null
}

function readIpv4(
  bytes: Uint8Array,
  at: number,
  { end, timeUs }: CapturedPacket,
  fragments: Fragments,
): IpPayload | string | null {
  if (at + 20 > end) return 'The packet ends inside its IPv4 header.'
  const header = ((bytes[at] ?? 0) & 15) * 4
  // Segmentation offload leaves the length at zero: then the packet fills the capture.
  const total = u16(bytes, at + 2) || end - at
  if (header < 20 || total < header) return 'An IPv4 header gives impossible lengths.'
  if (bytes[at + 9] !== tcp) return null
  const source = ipv4Text(bytes, at + 12)
  const target = ipv4Text(bytes, at + 16)
  const start = at + header
  const stop = Math.min(end, at + total)
  if (start > stop) return 'The packet ends inside its IPv4 header.'
  const fragment = u16(bytes, at + 6)
  const more = (fragment & 0x2000) !== 0
  const payload = { bytes, start, end: stop, source, target, length: total - header, ipLength: total }
  if (!more && (fragment & 0x1fff) === 0) return payload
  const place = { key: `${source} ${target} ${u16(bytes, at + 4)}`, at: (fragment & 0x1fff) * 8, last: !more }
  return joinFragments(fragments, { ...place, timeUs }, payload)
}

function readIpv6(
  bytes: Uint8Array,
  at: number,
  { end, timeUs }: CapturedPacket,
  fragments: Fragments,
): IpPayload | string | null {
  if (at + 40 > end) return 'The packet ends inside its IPv6 header.'
  const total = 40 + (u16(bytes, at + 4) || end - at - 40)
  const stop = Math.min(end, at + total)
  const source = ipv6Text(bytes, at + 8)
  const target = ipv6Text(bytes, at + 24)
  let next = bytes[at + 6] ?? 0
  let here = at + 40
  let place: { key: string; at: number; last: boolean } | null = null
  // Extension headers: hop-by-hop 0, routing 43, fragment 44, authentication 51, destination options 60, mobility 135.
  while (next === 0 || next === 43 || next === 44 || next === 51 || next === 60 || next === 135) {
    if (here + 8 > stop) return 'The packet ends inside an IPv6 extension header.'
    if (next === 44) {
      const word = u16(bytes, here + 2)
      const offset = word & 0xfff8
      if (offset || word & 1) {
        place = {
          key: `${source} ${target} ${u16(bytes, here + 4)} ${u16(bytes, here + 6)}`,
          at: offset,
          last: !(word & 1),
        }
      }
    }
    const length = bytes[here + 1] ?? 0
    const size = next === 44 ? 8 : next === 51 ? (length + 2) * 4 : (length + 1) * 8
    next = bytes[here] ?? 0
    here += size
    // What follows in a later fragment is not a header.
    if (place) break
  }
  if (next !== tcp) return null
  if (here > stop) return 'The packet ends inside an IPv6 extension header.'
  const payload = { bytes, start: here, end: stop, source, target, length: at + total - here, ipLength: total }
  // A packet put together is without the 8 bytes of the fragment header: RFC 8200 §4.5.
  return place ? joinFragments(fragments, { ...place, timeUs }, { ...payload, ipLength: total - 8 }) : payload
}

function ipv4Text(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join('.')
}

/** @see RFC 5952 §4: lower case, the longest run of zeros left out. */
function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push(u16(bytes, at + i).toString(16))
  const text = groups.join(':')
  if (/^0:0:0:0:0:ffff:/.test(text)) return `::ffff:${ipv4Text(bytes, at + 12)}`
  const runs = text.match(/\b0(:0)+\b/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest ? text.replace(new RegExp(`(^|:)${longest}(:|$)`), '::') : text
}
