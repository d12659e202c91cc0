/** Two sessions on one clock: what each had done by when, and where to draw it. */
import { atDelay } from '../../core/timeline/delay.ts'
import type { PartyId, Phase, Timeline } from '../../core/timeline/timeline.ts'
import { count } from '../player/count.ts'

export interface Arrow {
  readonly from: PartyId
  readonly to: PartyId
  /** Since the session's first packet, ms. */
  readonly startMs: number
  readonly endMs: number
  readonly sealed: boolean
  readonly phase: Phase
  readonly roundTrips: number
  readonly waits: number
}

export interface Stretch {
  readonly phase: Phase
  readonly startMs: number
  readonly endMs: number
}

/** How far a session has come. */
export interface Count {
  /** Of the conversation: a message, and what answers it. */
  readonly roundTrips: number
  /** Ways there and back that were waited out only for a TCP acknowledgement. */
  readonly waits: number
  /** IP packets at the client's end, both ways, headers included. */
  readonly bytes: number
  readonly ms: number
}

export interface Side {
  readonly arrows: readonly Arrow[]
  readonly phases: readonly Stretch[]
  /** When each packet of the client's end left, and its size. */
  readonly packets: readonly (readonly [sentMs: number, bytes: number])[]
  /** When the first password or token leaves; null where none does. */
  readonly credential: (Count & { readonly sealed: boolean }) | null
  readonly whole: Count
}

const CREDENTIAL = /^(smtp\.auth|imap\.(login|authenticate)|pop3\.(pass|auth|apop)|sieve\.authenticate)(\.|$)/

/** A person's pause longer than this is cut down to it where thinking is left out, ms. */
const PAUSE_KEPT_MS = 100

/**
 * @param typed     whether a person typed it: then time with nothing on the wire is
 *   cut to `PAUSE_KEPT_MS`, so that what is left can be compared
 * @param oneWayMs  the delay to compute it for, where it is not the recorded one
 */
export function sideOf(recorded: Timeline, typed = false, oneWayMs = recorded.oneWayMs): Side {
  const stretched = oneWayMs === recorded.oneWayMs ? recorded : atDelay(recorded, oneWayMs)
  const timeline = typed ? withoutPauses(stretched) : stretched
  // A person's next line waits for no acknowledgement, though one came before it.
  const waits = typed ? [] : waitsOf(recorded)
  const zero = timeline.steps[0]?.sentMs ?? 0
  const arrows = timeline.steps.map((step, at): Arrow => ({
    from: step.from,
    to: step.to,
    startMs: round(step.sentMs - zero),
    endMs: round(step.arrivesMs - zero),
    sealed: step.wire === 'ciphertext',
    phase: step.phase,
    roundTrips: step.roundTrips,
    waits: waits[at] ?? 0,
  }))
  const phases: Stretch[] = []
  for (const { phase, startMs, endMs } of arrows) {
    const last = phases.at(-1)
    if (last?.phase === phase) phases[phases.length - 1] = { ...last, endMs: Math.max(last.endMs, endMs) }
    else phases.push({ phase, startMs, endMs })
  }
  // Who stands between sends each packet on: it is counted once, at the client's end.
  const packets = timeline.packets
    .filter(({ from, to }) => from === 'client' || to === 'client')
    .map(({ sentMs, length }) => [round(sentMs - zero), length] as const)
  const bytesBy = (ms: number) => packets.reduce((sum, [sentMs, bytes]) => (sentMs <= ms ? sum + bytes : sum), 0)
  const at = timeline.steps.findIndex(({ kind }) => CREDENTIAL.test(kind))
  const first = arrows[at]
  // The last packet is often a bare acknowledgement, and no step: it counts all the same.
  const endMs = Math.max(0, ...timeline.packets.map(({ arrivesMs }) => round(arrivesMs - zero)))
  return {
    arrows,
    phases,
    packets,
    credential: first
      ? { ...tripsOf([first]), bytes: bytesBy(first.startMs), ms: first.startMs, sealed: first.sealed }
      : null,
    whole: { ...tripsOf(arrows), bytes: bytesBy(Infinity), ms: endMs },
  }
}

/** The trips that were over when the last of some arrows left. */
const tripsOf = (arrows: readonly Arrow[]): Pick<Count, 'roundTrips' | 'waits'> => ({
  roundTrips: Math.max(0, ...arrows.map((arrow) => arrow.roundTrips)),
  waits: Math.max(0, ...arrows.map((arrow) => arrow.waits)),
})

/**
 * How many ways there and back each step waited for beyond its round trips. By
 * Nagle's algorithm a small packet stays until the one before it is acknowledged,
 * and that acknowledgement is no step. On a link longer by a second in all, a
 * step comes later by a second for every way that it had to wait for.
 */
function waitsOf(timeline: Timeline): number[] {
  const [near, far] = [0, 500].map((more) => {
    const { steps } = atDelay(timeline, timeline.oneWayMs + more)
    return steps.map(({ sentMs }) => sentMs - (steps[0]?.sentMs ?? 0))
  })
  return timeline.steps.map(({ roundTrips, from, to }, at) => {
    // What goes to the client leaves half a round trip after what it answers.
    const counted = roundTrips + (from === 'server' || to === 'client' ? 0.5 : 0)
    return Math.max(0, Math.round(((far?.[at] ?? 0) - (near?.[at] ?? 0)) / 1000 - counted))
  })
}

function withoutPauses(timeline: Timeline): Timeline {
  const cuts: { from: number; ms: number }[] = []
  let quietFrom = Infinity
  for (const { sentMs, arrivesMs } of timeline.packets.toSorted((a, b) => a.sentMs - b.sentMs)) {
    if (sentMs - quietFrom > PAUSE_KEPT_MS) cuts.push({ from: quietFrom, ms: sentMs - quietFrom - PAUSE_KEPT_MS })
    quietFrom = quietFrom === Infinity ? arrivesMs : Math.max(quietFrom, arrivesMs)
  }
  const moved = <T extends { readonly sentMs: number; readonly arrivesMs: number }>(thing: T): T => {
    const shift = (ms: number) => ms - cuts.reduce((sum, cut) => (cut.from < ms ? sum + cut.ms : sum), 0)
    return { ...thing, sentMs: shift(thing.sentMs), arrivesMs: shift(thing.arrivesMs) }
  }
  return { ...timeline, packets: timeline.packets.map(moved), steps: timeline.steps.map(moved) }
}

/** How far a side has come at a time (ms since its first packet), and in which phase it is. */
export function countAt(side: Side, ms: number): Count & { readonly phase: Phase | null } {
  const sent = side.arrows.filter((arrow) => arrow.startMs <= ms)
  return {
    ms,
    ...tripsOf(sent),
    bytes: side.packets.reduce((sum, [sentMs, bytes]) => (sentMs <= ms ? sum + bytes : sum), 0),
    phase: sent.at(-1)?.phase ?? null,
  }
}

export type Alignment = 'time' | 'phase'

/** Where a moment since a session's beginning stands by phase: with what was last said, or at that phase's end. */
export function cursorOn(side: Side, axis: (phase: Phase, ms: number) => number, ms: number): number {
  const { phase } = countAt(side, ms)
  if (!phase) return 0
  const ends = side.phases.filter((stretch) => stretch.phase === phase).map(({ endMs }) => endMs)
  return axis(phase, Math.min(ms, Math.max(...ends)))
}

const ORDER: readonly Phase[] = ['tcp', 'greeting', 'upgrade', 'handshake', 'inside', 'cleartext', 'close']

/**
 * Where moments of two sessions stand on one axis, ms from its top. By time,
 * a moment stands where it was. By phase, each phase begins at one height in
 * both, and the session that needs less of it waits for the other.
 *
 * @returns for each side, a function of an arrow's phase and a time
 */
export function axisOf(sides: readonly Side[], alignment: Alignment): ((phase: Phase, ms: number) => number)[] {
  if (alignment === 'time') return sides.map(() => (_phase, ms) => ms)
  const spans = sides.map((side) => {
    const found = new Map<Phase, { startMs: number; endMs: number }>()
    for (const { phase, startMs, endMs } of side.phases) {
      const known = found.get(phase)
      found.set(phase, { startMs: known?.startMs ?? startMs, endMs: Math.max(known?.endMs ?? 0, endMs) })
    }
    return found
  })
  const tops = new Map<Phase, number>()
  let top = 0
  for (const phase of ORDER) {
    tops.set(phase, top)
    top += Math.max(0, ...spans.map((found) => lengthOf(found.get(phase))))
  }
  return spans.map((found) => (phase, ms) => (tops.get(phase) ?? 0) + ms - (found.get(phase)?.startMs ?? 0))
}

const lengthOf = (span: { startMs: number; endMs: number } | undefined) => (span ? span.endMs - span.startMs : 0)

const round = (ms: number) => Math.round(ms * 10) / 10

/** `6 round trips and 2 waits for an acknowledgement`. */
export function tripsInWords({ roundTrips, waits }: Pick<Count, 'roundTrips' | 'waits'>): string {
  const trips = count(roundTrips, 'round trip')
  return waits === 0 ? trips : `${trips} and ${count(waits, 'wait')} for an acknowledgement`
}

/** `43 ms`, and seconds where milliseconds would be hard to read. */
export const msInWords = (value: number): string =>
  value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`
