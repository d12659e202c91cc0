import type { Direction } from '../../../src/core/parse.ts'
import type { Segment, TcpHalf, TcpPacket, TcpStream } from '../../../src/core/pcap/tcp.ts'

/** A TCP stream written by hand: what each side sent, in order. */
export function streamOf(port: number, chunks: readonly (readonly [Direction, string | Uint8Array])[]): TcpStream {
  const packets: TcpPacket[] = []
  const sides = {
    c2s: { bytes: [] as Uint8Array[], segments: [] as Segment[], at: 0 },
    s2c: { bytes: [] as Uint8Array[], segments: [] as Segment[], at: 0 },
  }
  chunks.forEach(([dir, said], i) => {
    const bytes = typeof said === 'string' ? Uint8Array.from(Buffer.from(said, 'latin1')) : said
    const side = sides[dir]
    packets.push({
      packet: i,
      timeUs: i * 10_000,
      dir,
      seq: side.at,
      ack: sides[dir === 'c2s' ? 's2c' : 'c2s'].at,
      flags: 24,
      payload: bytes.length,
      length: bytes.length + 40,
      offset: side.at,
    })
    if (bytes.length) side.segments.push({ start: side.at, end: side.at + bytes.length, packet: i })
    side.bytes.push(bytes)
    side.at += bytes.length
  })
  const half = (dir: Direction): TcpHalf => ({
    bytes: new Uint8Array(Buffer.concat(sides[dir].bytes)),
    segments: sides[dir].segments,
    gaps: [],
    closed: null,
  })
  return {
    client: { address: '192.0.2.1', port: 40000 },
    server: { address: '192.0.2.2', port },
    packets,
    c2s: half('c2s'),
    s2c: half('s2c'),
    problems: [],
  }
}
