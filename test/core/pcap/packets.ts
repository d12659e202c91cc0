/** Packets and capture files made by hand, for what no recording happens to have. */

export const bytes = (...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])))

export const u16 = (value: number) => [(value >> 8) & 255, value & 255]
export const u32 = (value: number) => [...u16(Math.floor(value / 65536)), ...u16(value % 65536)]

export const FIN = 1
export const SYN = 2
export const RST = 4
export const ACK = 16

export interface Segment {
  readonly from?: 'client' | 'server'
  readonly seq: number
  readonly ack?: number
  readonly flags?: number
  readonly data?: string
  readonly clientPort?: number
  readonly serverPort?: number
}

/** A TCP segment. */
export function tcp({ from = 'client', seq, ack = 0, flags = ACK, data = '', ...ports }: Segment): Uint8Array {
  const { clientPort = 40000, serverPort = 587 } = ports
  const [source, target] = from === 'client' ? [clientPort, serverPort] : [serverPort, clientPort]
  return bytes(u16(source), u16(target), u32(seq), u32(ack), [0x50, flags], u16(65535), [0, 0, 0, 0], data)
}

interface Ipv4Options {
  readonly from?: 'client' | 'server'
  readonly options?: number
  /** Total length to write instead of the true one. */
  readonly total?: number
  readonly id?: number
  /** Fragment offset in bytes. */
  readonly at?: number
  readonly more?: boolean
}

export function ipv4(payload: Uint8Array, more: Ipv4Options = {}): Uint8Array {
  const header = 20 + (more.options ?? 0)
  const [source, target] = more.from === 'server' ? [2, 1] : [1, 2]
  return bytes(
    [0x40 | (header / 4), 0],
    u16(more.total ?? header + payload.length),
    u16(more.id ?? 0),
    u16((more.more ? 0x2000 : 0) | ((more.at ?? 0) / 8)),
    [64, 6, 0, 0, 192, 0, 2, source, 192, 0, 2, target],
    new Uint8Array(more.options ?? 0),
    payload,
  )
}

/** IPv6 with extension headers in front of the payload. */
export function ipv6(payload: Uint8Array, next = 6, extra: Uint8Array = bytes()): Uint8Array {
  const address = (last: number) => [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]
  return bytes([0x60, 0, 0, 0], u16(extra.length + payload.length), [next, 64], address(1), address(2), extra, payload)
}

/** A segment in IPv4. */
export const packet = (segment: Segment): Uint8Array => ipv4(tcp(segment), { from: segment.from ?? 'client' })

interface PcapOptions {
  readonly linkType?: number
  readonly little?: boolean
  readonly nanoseconds?: boolean
  /** Cut each packet to so many bytes. */
  readonly snap?: number
}

/** A classic pcap file; packet n is stamped n seconds and 500,000 microseconds. */
export function pcap(packets: readonly Uint8Array[], options: PcapOptions = {}): Uint8Array {
  const { linkType = 101, little = true, nanoseconds = false, snap = Infinity } = options
  const word = (value: number) => (little ? u32(value).reverse() : u32(value))
  const half = (value: number) => (little ? u16(value).reverse() : u16(value))
  const records = packets.map((data, i) =>
    bytes(
      word(i),
      word(nanoseconds ? 500_000_000 : 500_000),
      word(Math.min(snap, data.length)),
      word(data.length),
      data.subarray(0, snap),
    ),
  )
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4
  return bytes(word(magic), half(2), half(4), word(0), word(0), word(65535), word(linkType), ...records)
}

/** A pcapng block: its type, and its body without the lengths. */
export function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const word = (value: number) => (little ? u32(value).reverse() : u32(value))
  const padded = bytes(body, new Uint8Array((4 - (body.length % 4)) % 4))
  return bytes(word(type), word(12 + padded.length), padded, word(12 + padded.length))
}
