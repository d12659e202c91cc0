/**
 * IP packets that travelled in fragments, put together again in whatever order those came, and however often.
 *
 * @see RFC 791 §3.2, RFC 8200 §4.5
 */
import { equal } from '../bytes.ts'
import type { IpPayload } from './ip.ts'

/** Fragments by addresses and identification. */
export type Fragments = Map<string, Waiting>

/** Where a fragment belongs. */
export interface Place {
  /** Addresses and identification. */
  readonly key: string
  /** Offset in the whole payload, bytes. */
  readonly at: number
  readonly last: boolean
  /** When it was captured, microseconds. */
  readonly timeUs: number
}

interface Waiting {
  readonly sinceUs: number
  /** By their offset. */
  readonly pieces: Map<number, Uint8Array>
  /** Bytes that have come. */
  have: number
  /** Where the last fragment ends; endless until it has come. */
  whole: number
  /** The packet is complete: what comes now was sent again. */
  done: boolean
  /** How often it looked complete by its size, and was not. */
  tries: number
}

// A packet that is not whole after 60 seconds is given up (RFC 8200 §4.5): the same identification is another packet's then.
const patienceUs = 60e6
// Overlapping fragments may fill the size and not the packet. Someone who sends many of those sends nothing useful.
const triesMax = 16

/** Takes a fragment; null while more are needed. */
export function joinFragments(fragments: Fragments, place: Place, payload: IpPayload): IpPayload | null {
  const { key, at, last, timeUs } = place
  const bytes = payload.bytes.subarray(payload.start, payload.end)
  let waiting = fragments.get(key)
  const again = equal(waiting?.pieces.get(at), bytes)
  if (!waiting || Math.abs(timeUs - waiting.sinceUs) > patienceUs || (waiting.done && !again)) {
    waiting = { sinceUs: timeUs, pieces: new Map(), have: 0, whole: Infinity, done: false, tries: 0 }
    fragments.set(key, waiting)
  } else if (again || waiting.tries > triesMax) return null
  const before = waiting.pieces.get(at)?.length ?? 0
  if (before < bytes.length) {
    waiting.pieces.set(at, bytes)
    waiting.have += bytes.length - before
  }
  if (last) waiting.whole = at + bytes.length
  if (waiting.have < waiting.whole) return null
  const sorted = [...waiting.pieces].sort(([a], [b]) => a - b)
  const size = waiting.whole
  if (reach(sorted) < size) {
    waiting.tries++
    return null
  }
  waiting.done = true
  const whole = new Uint8Array(size)
  for (const [start, piece] of sorted.reverse()) {
    // Nothing counts beyond the end that the last one gives, though it came.
    if (start < size) whole.set(piece.subarray(0, size - start), start)
  }
  return {
    ...payload,
    bytes: whole,
    start: 0,
    end: size,
    length: size,
    ipLength: payload.ipLength - payload.length + size,
  }
}

/** How many packets never became complete. */
export function incomplete(fragments: Fragments): number {
  let count = 0
  for (const { done } of fragments.values()) count += done ? 0 : 1
  return count
}

/** How far sorted pieces reach without a hole. */
function reach(sorted: readonly (readonly [number, Uint8Array])[]): number {
  let size = 0
  for (const [start, piece] of sorted) {
    if (start > size) break
    size = Math.max(size, start + piece.length)
  }
  return size
}
