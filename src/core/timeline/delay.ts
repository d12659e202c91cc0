/**
 * What a session would have looked like on a longer or shorter link.
 *
 * Each packet was sent some time after the last thing that happened at its
 * sender: something arrived there, or was sent from there. That time is kept as
 * it was (it is thinking, working or a timer), and only the travelling is done
 * again. So a server that waits for an ACK before it goes on, as Nagle's
 * algorithm makes it, waits longer on a longer link, as it does in truth.
 *
 * What the model leaves out: bandwidth, loss, and choices that would fall
 * otherwise because two things swap their order. `delayError` says how far off
 * it is against a recording.
 */
import type { Packet, Step, Timeline } from './timeline.ts'

/**
 * Computes all times again for another delay.
 *
 * @param oneWayMs  the link's delay in one direction, ms, 0 or more
 */
export function atDelay(timeline: Timeline, oneWayMs: number): Timeline {
  const travel = (packet: Packet) => {
    // An attacker parts the path, so a packet's share of it is its own.
    const share = timeline.oneWayMs > 0 ? (packet.arrivesMs - packet.sentMs) / timeline.oneWayMs : 1
    return oneWayMs * share
  }
  // Who stands between two connections hands on what came by the other, and so waits for both.
  const place = (stream: number, party: Packet['from']) => (party === 'attacker' ? party : `${stream} ${party}`)
  // Events at each end of each connection, in the order in which they happened there.
  const events: { readonly at: string; readonly ms: number; readonly packet: number; readonly sends: boolean }[] =
    timeline.packets.flatMap((packet, index) => [
      { at: place(packet.stream, packet.from), ms: packet.sentMs, packet: index, sends: true },
      { at: place(packet.stream, packet.to), ms: packet.arrivesMs, packet: index, sends: false },
    ])
  // On a link without delay a packet leaves and arrives at one time; it has to leave first.
  events.sort((a, b) => a.ms - b.ms || a.packet - b.packet || Number(b.sends) - Number(a.sends))

  const packets = timeline.packets.map((packet) => ({ ...packet }))
  const last = new Map<string, { wasMs: number; isMs: number }>()
  for (const { at, ms, packet: index, sends } of events) {
    const packet = packets[index]
    const was = timeline.packets[index]
    if (!packet || !was) continue
    const before = last.get(at)
    if (sends) {
      packet.sentMs = before ? before.isMs + (ms - before.wasMs) : ms
      packet.arrivesMs = packet.sentMs + travel(was)
    }
    const isMs = sends ? packet.sentMs : packet.arrivesMs
    // Two things may now arrive in the other order; what is sent next waits for the later of them.
    last.set(at, { wasMs: ms, isMs: Math.max(isMs, before?.isMs ?? -Infinity) })
  }

  const steps = timeline.steps.map((step): Step => {
    let sentMs = Infinity
    let arrivesMs = -Infinity
    for (const index of step.packets) {
      sentMs = Math.min(sentMs, packets[index]?.sentMs ?? Infinity)
      arrivesMs = Math.max(arrivesMs, packets[index]?.arrivesMs ?? -Infinity)
    }
    return { ...step, sentMs, arrivesMs }
  })
  const endMs = (all: readonly Packet[]) => all.reduce((end, { arrivesMs }) => Math.max(end, arrivesMs), 0)
  return {
    ...timeline,
    oneWayMs,
    steps,
    packets,
    durationMs: Math.max(0, timeline.durationMs + endMs(packets) - endMs(timeline.packets)),
  }
}

/** How far a computed timeline is from a recorded one. Times count from each one's first step. */
export interface DelayError {
  /** Steps that both have, by id. */
  readonly steps: readonly { readonly id: string; readonly computedMs: number; readonly recordedMs: number }[]
  /** Mean of the absolute differences, ms. */
  readonly meanMs: number
  /** The largest of them, ms. */
  readonly maxMs: number
  /** Difference at the last step that both have: computed less recorded, ms. */
  readonly endMs: number
}

/** Holds a computed timeline against a recording of the same conversation at that delay. */
export function delayError(computed: Timeline, recorded: Timeline): DelayError {
  const arrivals = ({ steps }: Timeline) => {
    const zero = steps[0]?.sentMs ?? 0
    return new Map(steps.map((step) => [step.id, step.arrivesMs - zero]))
  }
  const known = arrivals(recorded)
  const steps = [...arrivals(computed)].flatMap(([id, computedMs]) => {
    const recordedMs = known.get(id)
    return recordedMs === undefined ? [] : [{ id, computedMs, recordedMs }]
  })
  const differences = steps.map(({ computedMs, recordedMs }) => Math.abs(computedMs - recordedMs))
  const end = steps.at(-1)
  return {
    steps,
    meanMs: differences.reduce((sum, ms) => sum + ms, 0) / Math.max(1, differences.length),
    maxMs: Math.max(0, ...differences),
    endMs: end ? end.computedMs - end.recordedMs : 0,
  }
}
