/** Two sessions on one clock: what each had done by when, and where to draw it. */
import type { PartyId, Phase, Timeline } from '../../core/timeline/timeline.ts'

export interface Arrow {
  readonly from: PartyId
  readonly to: PartyId
  /** Since the session's first packet, ms. */
  readonly startMs: number
  readonly endMs: number
  readonly sealed: boolean
  readonly phase: Phase
  readonly roundTrips: number
  readonly name: string
}

export interface Stretch {
  readonly phase: Phase
  readonly startMs: number
  readonly endMs: number
}

/** How far a session has come. */
export interface Count {
  readonly roundTrips: number
  /** IP packets, both ways, headers included. */
  readonly bytes: number
  readonly ms: number
}

export interface Side {
  readonly arrows: readonly Arrow[]
  readonly phases: readonly Stretch[]
  /** When each packet left, and its size. */
  readonly packets: readonly (readonly [sentMs: number, bytes: number])[]
  /** When the first password or token leaves; null where none does. */
  readonly credential: (Count & { readonly sealed: boolean }) | null
  readonly whole: Count
}

const CREDENTIAL = /^(smtp\.auth|imap\.(login|authenticate)|pop3\.(pass|auth|apop)|sieve\.authenticate)(\.|$)/

/** A person's pause longer than this is cut down to it where thinking is left out, ms. */
export const PAUSE_KEPT_MS = 100

/**
 * @param typed  whether a person typed it: then time with nothing on the wire is
 *   cut to `PAUSE_KEPT_MS`, so that what is left can be compared
 */
export function sideOf(recorded: Timeline, typed = false): Side {
  const timeline = typed ? withoutPauses(recorded) : recorded
  const zero = timeline.steps[0]?.sentMs ?? 0
  const arrows = timeline.steps.map((step): Arrow => ({
    from: step.from,
    to: step.to,
    startMs: round(step.sentMs - zero),
    endMs: round(step.arrivesMs - zero),
    sealed: step.wire === 'ciphertext',
    phase: step.phase,
    roundTrips: step.roundTrips,
    name: step.name,
  }))
  const phases: Stretch[] = []
  for (const { phase, startMs, endMs } of arrows) {
    const last = phases.at(-1)
    if (last?.phase === phase) phases[phases.length - 1] = { ...last, endMs: Math.max(last.endMs, endMs) }
    else phases.push({ phase, startMs, endMs })
  }
  const packets = timeline.packets.map(({ sentMs, length }) => [round(sentMs - zero), length] as const)
  const bytesBy = (ms: number) => packets.reduce((sum, [sentMs, bytes]) => (sentMs <= ms ? sum + bytes : sum), 0)
  const at = timeline.steps.findIndex(({ kind }) => CREDENTIAL.test(kind))
  const first = arrows[at]
  const endMs = Math.max(0, ...arrows.map((arrow) => arrow.endMs))
  return {
    arrows,
    phases,
    packets,
    credential: first
      ? { roundTrips: first.roundTrips, bytes: bytesBy(first.startMs), ms: first.startMs, sealed: first.sealed }
      : null,
    whole: { roundTrips: Math.max(0, ...arrows.map((arrow) => arrow.roundTrips)), bytes: bytesBy(Infinity), ms: endMs },
  }
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
    roundTrips: sent.at(-1)?.roundTrips ?? 0,
    bytes: side.packets.reduce((sum, [sentMs, bytes]) => (sentMs <= ms ? sum + bytes : sum), 0),
    phase: sent.at(-1)?.phase ?? null,
  }
}

export type Alignment = 'time' | 'phase'

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

/** `43 ms`, and seconds where milliseconds would be hard to read. */
export const msInWords = (value: number): string =>
  value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`
