/**
 * TCP streams out of a capture: segments sorted by sequence number, every byte once, gaps kept as gaps.
 *
 * @see RFC 9293 §3
 */
import { u16 } from '../bytes.ts'
import type { Direction, Parsed, Problem, Span } from '../parse.ts'
import { mailPorts } from '../mail-ports.ts'
import { assemble, type Half } from './assemble.ts'
import type { Capture } from './capture.ts'
import { ACK, FIN, RST, SYN } from './flags.ts'
import { incomplete, type Fragments } from './fragments.ts'
import { readIp, type IpPayload } from './ip.ts'

export interface Endpoint {
  /** IPv4 in dotted digits or IPv6 as RFC 5952 writes it. */
  readonly address: string
  readonly port: number
}

/** As URLs write it, with IPv6 in brackets: RFC 3986 §3.2.2. */
export const endpointText = ({ address, port }: Endpoint): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

/** One TCP segment as it was captured. */
export interface TcpPacket {
  /** Index into `Capture.packets`; for a segment that came in fragments, the one that completed it. */
  readonly packet: number
  /** Microseconds since the Unix epoch. */
  readonly timeUs: number
  readonly dir: Direction
  /** Sequence number as it stands in the header. */
  readonly seq: number
  /** Acknowledgment number as it stands in the header: without the ACK flag it says nothing. */
  readonly ack: number
  /** The flag bits: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK, 32 URG. */
  readonly flags: number
  /** TCP payload by the IP header, bytes. */
  readonly payload: number
  /** The whole IP packet, bytes. */
  readonly length: number
  /** Where its payload starts in its direction of the stream. Below zero or beyond the end for what was left out. */
  readonly offset: number
}

/** A run of bytes in one direction, and the packet that brought it first. */
export interface Segment extends Span {
  /** Index into `TcpStream.packets`. */
  readonly packet: number
}

/** One direction of a stream. */
export interface TcpHalf {
  /** From the first byte after the SYN, or the first byte captured. A gap reads as zeros, so that offsets stay true. */
  readonly bytes: Uint8Array
  /** Sorted, without overlap. Together with `gaps` they tile `bytes`. */
  readonly segments: readonly Segment[]
  /** What was sent but not captured. Sorted. */
  readonly gaps: readonly Span[]
  /** How this side ended: FIN, RST, or not in the capture. */
  readonly closed: 'fin' | 'rst' | null
}

export interface TcpStream {
  readonly client: Endpoint
  readonly server: Endpoint
  /** Both directions, in the order of the capture. */
  readonly packets: readonly TcpPacket[]
  readonly c2s: TcpHalf
  readonly s2c: TcpHalf
  readonly problems: readonly TcpProblem[]
}

/** Its offset is in the bytes of that direction. */
export type TcpProblem = Problem & { readonly dir: Direction }

interface Open {
  readonly ends: readonly [Endpoint, Endpoint]
  /** Which end is the client, once a SYN told. */
  client: 0 | 1 | null
  readonly halves: readonly [Half, Half]
  readonly packets: (Omit<TcpPacket, 'dir'> & { readonly from: 0 | 1 })[]
}

/**
 * Puts the TCP streams of a capture together, in the order of their first packets. Never throws. Survives loss,
 * reordering, overlap, retransmission, snapped packets and missing beginnings. Where two segments disagree about a
 * byte, the first captured one is kept. A new SYN with another sequence number on the same ports starts a new stream.
 *
 * The client is whoever sent the SYN; else the end that is not on a mail port; else the one with the higher port;
 * else the first speaker.
 *
 * @param progress told now and then how far it is, 0 to 1
 */
export function readStreams(capture: Capture, progress?: (done: number) => void): Parsed<TcpStream[]> {
  const problems: Problem[] = []
  const current = new Map<string, Open>()
  const all: Open[] = []
  const fragments: Fragments = new Map()
  const said = new Set<string>()

  capture.packets.forEach((packet, index) => {
    if (index % 8192 === 8191) progress?.((0.7 * index) / capture.packets.length)
    const ip = readIp(capture.bytes, packet, fragments)
    if (typeof ip === 'string') {
      // Once is enough for a kind of trouble that every packet may share.
      if (!said.has(ip)) problems.push({ offset: packet.start, message: ip })
      said.add(ip)
    } else if (ip) addSegment(current, all, ip, index, packet.timeUs)
  })
  const lost = incomplete(fragments)
  if (lost)
    problems.push({ offset: 0, message: `${lost} fragmented IP packet${lost === 1 ? ' is' : 's are'} incomplete.` })

  // What gaps may add to the memory that the capture's own bytes take: a wrong sequence number must not ask for 4 GB.
  const room = { bytes: 0x400_0000 + 8 * capture.bytes.length }
  const value = all.map((open, i) => {
    if (i % 1024 === 1023) progress?.(0.7 + (0.3 * i) / all.length)
    return finish(open, room)
  })
  return { value, problems }
}

function addSegment(current: Map<string, Open>, all: Open[], ip: IpPayload, index: number, timeUs: number): void {
  const { bytes, start, end } = ip
  if (start + 20 > end) return
  const u32 = (i: number) => u16(bytes, i) * 0x1_0000 + u16(bytes, i + 2)
  const header = ((bytes[start + 12] ?? 0) >> 4) * 4
  if (header < 20 || header > ip.length) return
  const flags = bytes[start + 13] ?? 0
  const seq = u32(start + 4)
  const ack = u32(start + 8)
  const source: Endpoint = { address: ip.source, port: u16(bytes, start) }
  const target: Endpoint = { address: ip.target, port: u16(bytes, start + 2) }
  const [a, b] = [`${source.address} ${source.port}`, `${target.address} ${target.port}`]
  const key = a < b ? `${a} ${b}` : `${b} ${a}`

  let open = current.get(key)
  let from: 0 | 1 = open && (source.port !== open.ends[0].port || source.address !== open.ends[0].address) ? 1 : 0
  const opening = (flags & (SYN | ACK)) === SYN
  if (!open || (opening && open.halves[from].base !== null && open.halves[from].base !== (seq + 1) >>> 0)) {
    from = 0
    const half = (): Half => ({ base: null, sure: false, top: 0, pieces: [], closed: null })
    open = { ends: [source, target], client: null, halves: [half(), half()], packets: [] }
    current.set(key, open)
    all.push(open)
  }
  const half = open.halves[from]
  const peer = open.halves[from === 0 ? 1 : 0]
  if (flags & SYN) {
    open.client ??= flags & ACK ? (from === 0 ? 1 : 0) : from
    settle(half, (seq + 1) >>> 0)
    if (flags & ACK) settle(peer, ack)
  }
  const payload = ip.length - header
  const first = flags & SYN ? (seq + 1) >>> 0 : seq
  if (half.base === null && !(flags & RST)) half.base = first
  // Distance from the highest byte so far, as a signed 32-bit number: this is what survives wraparound.
  const at = half.base === null ? 0 : half.top + ((first - ((half.base + half.top) % 0x1_0000_0000)) | 0)
  if (payload > 0 && !(flags & RST)) {
    if (at - half.top < leapMax) half.top = Math.max(half.top, at + payload)
    half.pieces.push({
      packet: open.packets.length,
      at,
      bytes,
      start: Math.min(start + header, end),
      end,
      length: payload,
    })
  }
  if (flags & RST) half.closed ??= 'rst'
  else if (flags & FIN) half.closed ??= 'fin'
  open.packets.push({
    packet: index,
    timeUs,
    from,
    seq,
    ack,
    flags: flags & 63,
    payload,
    length: ip.ipLength,
    offset: at,
  })
}

// One wrong sequence number must not move the middle of what is believed.
const leapMax = 0x100_0000

/** Takes the base that a SYN gives; what came before it keeps its place. */
function settle(half: Half, base: number): void {
  if (half.sure) return
  if (half.base === null) half.base = base
  half.sure = half.base === base
}

function findClient(open: Open): 0 | 1 {
  if (open.client !== null) return open.client
  const [a, b] = open.ends
  const [aServes, bServes] = [a.port in mailPorts, b.port in mailPorts]
  if (aServes !== bServes) return aServes ? 1 : 0
  if (a.port !== b.port) return a.port > b.port ? 0 : 1
  return 0
}

function finish(open: Open, room: { bytes: number }): TcpStream {
  const client = findClient(open)
  const problems: TcpProblem[] = []
  const c2s = assemble(open.halves[client], 'c2s', problems, room)
  const s2c = assemble(open.halves[client === 0 ? 1 : 0], 's2c', problems, room)
  return {
    client: open.ends[client],
    server: open.ends[client === 0 ? 1 : 0],
    packets: open.packets.map(({ from, ...packet }) => {
      const half = from === client ? c2s : s2c
      return { ...packet, dir: from === client ? 'c2s' : 's2c', offset: packet.offset - half.shift }
    }),
    c2s: c2s.half,
    s2c: s2c.half,
    problems,
  }
}
