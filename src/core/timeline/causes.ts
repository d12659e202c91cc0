/** What a step had to wait for, as far as the path makes it wait. */
import type { PartyId } from './timeline.ts'

interface Timed {
  readonly from: PartyId
  readonly to: PartyId
  readonly sentMs: number
  readonly arrivesMs: number
  readonly stream: number
  readonly kind: string
}

/**
 * How many times the path was crossed, one way, before each step could be sent:
 * the longest chain of steps that each arrived before the next was sent. Half of
 * it, rounded down, is the number of round trips that a client has counted.
 * Nobody waits for a session ticket, so it lengthens no chain.
 *
 * @param steps  sorted by `sentMs`
 */
export function crossings(steps: readonly Timed[]): number[] {
  const out: number[] = []
  // Per connection and receiver: what has arrived, in the order of arrival, with the longest chain so far.
  const waiting = new Map<string, { arrivesMs: number; depth: number }[]>()
  const reached = new Map<string, number>()
  for (const step of steps) {
    const here = `${step.stream} ${step.from}`
    const queue = waiting.get(here) ?? []
    let depth = reached.get(here) ?? 0
    for (const arrival of queue) if (arrival.arrivesMs <= step.sentMs) depth = Math.max(depth, arrival.depth)
    waiting.set(
      here,
      queue.filter((arrival) => arrival.arrivesMs > step.sentMs),
    )
    reached.set(here, depth)
    out.push(depth)
    if (step.kind === 'tls.new_session_ticket') continue
    const there = `${step.stream} ${step.to}`
    const arrival = { arrivesMs: step.arrivesMs, depth: depth + 1 }
    const others = waiting.get(there)
    if (others) others.push(arrival)
    else waiting.set(there, [arrival])
  }
  return out
}
