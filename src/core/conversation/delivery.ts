import { firstIndex } from '../bytes.ts'
import type { Direction, Span } from '../parse.ts'
import type { TcpHalf, TcpStream } from '../pcap/tcp.ts'

/** Bytes of one direction up to `end` have reached the receiver's program once `packet` has. */
export interface Delivery {
  readonly dir: Direction
  readonly end: number
  /** Index into `TcpStream.packets`. */
  readonly packet: number
}

/**
 * When each stretch of a stream became readable, both directions in the order
 * of the capture. A segment that overtook another waits for it, as TCP makes it.
 */
export function deliveries(stream: TcpStream): Delivery[] {
  const out: Delivery[] = []
  for (const dir of ['c2s', 's2c'] as const) {
    let packet = 0
    for (const segment of stream[dir].segments) {
      packet = Math.max(packet, segment.packet)
      out.push({ dir, end: segment.end, packet })
    }
  }
  return out.sort((a, b) => a.packet - b.packet || a.end - b.end)
}

/**
 * The packets (indexes into `TcpStream.packets`) that brought a stretch of bytes: the first and the last of them, and
 * all in stream order; null where none did.
 */
export function carriers(half: TcpHalf, span: Span): { first: number; last: number; all: number[] } | null {
  const all: number[] = []
  const start = firstIndex(half.segments.length, (i) => (half.segments[i]?.end ?? 0) > span.start)
  for (let i = start; i < half.segments.length; i++) {
    const segment = half.segments[i]
    if (!segment || segment.start >= span.end) break
    if (all.at(-1) !== segment.packet) all.push(segment.packet)
  }
  if (all[0] === undefined) return null
  let first = all[0]
  let last = first
  for (const packet of all) {
    first = Math.min(first, packet)
    last = Math.max(last, packet)
  }
  return { first, last, all }
}
