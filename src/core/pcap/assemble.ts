/** One direction of a TCP stream out of what its packets brought: every byte once, gaps kept as gaps. */
import { firstIndex } from '../bytes.ts'
import type { Direction, Span } from '../parse.ts'
import type { TcpHalf, TcpProblem } from './tcp.ts'

/** What one packet brought of one direction. */
export interface Piece {
  /** Index into `TcpStream.packets`. */
  readonly packet: number
  /** Its offset in the direction. */
  readonly at: number
  /** The buffer that it is in, from `start` to `end`. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Length by the IP header; more than `end - start` where the capture cut the packet short. */
  readonly length: number
}

/** One direction while packets still come in; offsets count from its first sequence number. */
export interface Half {
  /** Sequence number at offset 0; null before anything was heard. */
  base: number | null
  /** True once a SYN, or the other side's answer to it, gave the base. */
  sure: boolean
  /** The highest offset seen, for unwrapping sequence numbers. */
  top: number
  pieces: Piece[]
  closed: TcpHalf['closed']
}

// A stream without its beginning may start with a segment that was sent again later; older than this is not believed.
const lookBack = 0x10_0000

/**
 * One direction from its pieces.
 *
 * @param room what gaps may still take, bytes; what they do is taken from it
 * @returns the direction, and how far its first byte is from the offset 0 of the pieces
 */
export function assemble(
  half: Half,
  dir: Direction,
  problems: TcpProblem[],
  room: { bytes: number },
): { readonly half: TcpHalf; readonly shift: number } {
  const note = (offset: number, message: string) => problems.push({ dir, offset, message })
  let shift = 0
  if (!half.sure && half.pieces.length) {
    shift = half.pieces.reduce((low, { at }) => (at > -lookBack && at < low ? at : low), Infinity)
    if (shift === Infinity) shift = 0
  }
  const points = boundaries(half.pieces, shift)
  const owners = firstCaptured(half.pieces, shift, points)

  const segments: { start: number; end: number; packet: number }[] = []
  const gaps: Span[] = []
  const sources: (Piece | null)[] = []
  let size = 0
  let last: Piece | null = null
  for (let i = 0; i + 1 < points.length; i++) {
    const start = points[i] ?? 0
    const end = points[i + 1] ?? 0
    const owner = half.pieces[owners[i] ?? -1] ?? null
    if (!owner) {
      if (end - start > room.bytes) {
        note(start, `${end - start} bytes are missing, and what follows them is left out.`)
        break
      }
      room.bytes -= end - start
      gaps.push({ start, end })
      note(start, `${end - start} bytes are missing.`)
    } else {
      const segment = segments.at(-1)
      if (segment && last === owner) segment.end = end
      else {
        segments.push({ start, end, packet: owner.packet })
        sources.push(owner)
      }
    }
    last = owner
    size = end
  }

  const bytes = new Uint8Array(size)
  segments.forEach(({ start, end }, i) => {
    const from = sources[i]
    if (!from) return
    const skip = from.start - (from.at - shift)
    bytes.set(from.bytes.subarray(start + skip, end + skip), start)
  })
  return { half: { bytes, segments, gaps, closed: half.closed }, shift }
}

/** Every offset at which a piece starts or ends, sorted, each once, from 0 to where the stream is known to reach. */
function boundaries(pieces: readonly Piece[], shift: number): Float64Array {
  const points = new Float64Array(pieces.length * 3 + 1)
  pieces.forEach((piece, i) => {
    const at = Math.max(0, piece.at - shift)
    points[3 * i] = at
    points[3 * i + 1] = Math.max(0, piece.at - shift + piece.end - piece.start)
    points[3 * i + 2] = Math.max(0, piece.at - shift + piece.length)
  })
  points.sort()
  let count = 1
  for (let i = 1; i < points.length; i++) {
    const point = points[i] ?? 0
    if (point !== points[count - 1]) points[count++] = point
  }
  return points.subarray(0, count)
}

/**
 * For each stretch between two boundaries, the piece that brought it first; -1 where none did. Pieces come in the order
 * of capture; `next` leads past stretches that are taken, so that each is visited once however much is sent again.
 */
function firstCaptured(pieces: readonly Piece[], shift: number, points: Float64Array): Int32Array {
  const owners = new Int32Array(points.length).fill(-1)
  const next = Int32Array.from(points, (_, i) => i)
  const free = (i: number): number => {
    let root = i
    while (next[root] !== root) root = next[root] ?? points.length
    while (i !== root) {
      const step = next[i] ?? root
      next[i] = root
      i = step
    }
    return root
  }
  pieces.forEach((piece, index) => {
    const end = piece.at - shift + piece.end - piece.start
    const start = Math.max(0, piece.at - shift)
    const first = firstIndex(points.length, (i) => (points[i] ?? 0) >= start)
    for (let i = free(first); i + 1 < points.length && (points[i] ?? 0) < end; i = free(i)) {
      owners[i] = index
      next[i] = i + 1
    }
  })
  return owners
}
