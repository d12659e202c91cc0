/**
 * What a ladder draws, worked out from a timeline: its phases, and for each
 * step where its arrow runs, what went before it, and which keys it brought.
 * Used by the build, and by the drawing that a learner saves.
 */
import type { PartyId, Phase, Step, Timeline } from '../../core/timeline/timeline.ts'
import { WAIT_MARKED_MS } from '../../core/timeline/pace.ts'

/** The vertical scale: pixels for one ms on the wire. Slopes and short gaps are drawn to it. */
export const PX_PER_MS = 0.7
const DROP_PX_MIN = 8
const DROP_PX_MAX = 72

export interface Key {
  readonly party: PartyId
  readonly name: string
}

export interface Row {
  readonly step: Step
  /** Index into `timeline.steps`. */
  readonly index: number
  /** How far the arrow falls while its message travels, px. */
  readonly dropPx: number
  /** Time with nothing on the wire just before it, ms; 0 where the flight before overlaps. */
  readonly gapMs: number
  /** Whether the gap is too long to draw to scale. */
  readonly waited: boolean
  /** Whether a new flight begins here. */
  readonly turns: boolean
  /** Keys that exist once it has left or arrived. */
  readonly keys: readonly Key[]
}

export interface PhaseRows {
  readonly phase: Phase
  readonly rows: readonly Row[]
  readonly roundTrips: number
  readonly ms: number
  readonly flights: number
}

export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  tcp: 'TCP connection',
  greeting: 'Greeting, in cleartext',
  upgrade: 'Upgrade to TLS',
  handshake: 'TLS handshake',
  inside: 'Inside TLS',
  cleartext: 'In cleartext',
  close: 'Goodbye',
}

export const PARTY_NAMES: Readonly<Record<PartyId, string>> = {
  client: 'Client',
  server: 'Server',
  attacker: 'Attacker',
}

/** The phases of a session (or of an excerpt, both ends included), in the order they came. */
export function phasesOf(timeline: Timeline, first = 0, last = timeline.steps.length - 1): PhaseRows[] {
  const phases: { phase: Phase; rows: Row[] }[] = []
  let quietFrom = timeline.steps[first]?.sentMs ?? 0
  for (let index = first; index <= last; index++) {
    const step = timeline.steps[index]
    if (!step) break
    const gapMs = Math.max(0, step.sentMs - quietFrom)
    quietFrom = Math.max(quietFrom, step.arrivesMs)
    const before = index > first ? timeline.steps[index - 1] : undefined
    const row: Row = {
      step,
      index,
      dropPx: Math.round(Math.max(DROP_PX_MIN, Math.min(DROP_PX_MAX, (step.arrivesMs - step.sentMs) * PX_PER_MS))),
      gapMs,
      waited: gapMs > WAIT_MARKED_MS,
      turns: before?.flight !== step.flight,
      keys: keysAt(timeline, step),
    }
    const current = phases.at(-1)
    if (current?.phase === step.phase) current.rows.push(row)
    else phases.push({ phase: step.phase, rows: [row] })
  }
  return phases.map(({ phase, rows }, at) => {
    const start = rows[0]?.step
    const flights = new Set(rows.map((row) => row.step.flight)).size
    const next = phases[at + 1]?.rows[0]?.step ?? (flights > 1 ? answerTo(timeline, last) : undefined)
    return {
      phase,
      rows,
      roundTrips: start ? roundTripsBetween(timeline, start, next ?? rows.at(-1)?.step ?? start) : 0,
      ms: Math.max(...rows.map((row) => row.step.arrivesMs)) - (start?.sentMs ?? 0),
      flights,
    }
  })
}

/** The first step of the next flight on a step's connection: by then the flight has arrived. */
function answerTo({ steps }: Timeline, index: number): Step | undefined {
  const end = steps[index]
  return steps.find(({ stream, flight }, at) => at > index && stream === end?.stream && flight !== end.flight)
}

/** Each connection counts from 0; the two that an attacker stands between are one. */
function roundTripsBetween({ parties }: Timeline, start: Step, end: Step): number {
  const one = start.stream === end.stream || parties.some(({ id }) => id === 'attacker')
  return one ? end.roundTrips - start.roundTrips : 0
}

/**
 * Which traffic keys the two ends can first derive at a step.
 * TLS 1.3: handshake keys with the ServerHello, application keys with the
 * server's Finished (RFC 8446 §7.1). TLS 1.2: with the ClientKeyExchange, or
 * with the ServerHello when a session is resumed (RFC 5246 §7.3, §8.1).
 */
function keysAt(timeline: Timeline, step: Step): Key[] {
  const tls = timeline.streams[step.stream]?.tls
  if (!tls) return []
  // Whoever only passes TLS on has no keys.
  const both = (name: string): Key[] =>
    [step.from, step.to].filter((party) => party !== 'attacker').map((party) => ({ party, name }))
  if (tls.version.endsWith('1.3')) {
    if (step.kind === 'tls.server_hello') return both('handshake keys')
    if (step.kind === 'tls.finished' && (step.from === 'server' || step.to === 'client'))
      return both('application keys')
    return []
  }
  if (step.kind === 'tls.client_key_exchange') return both('session keys')
  return step.kind === 'tls.server_hello' && tls.resumed ? both('session keys') : []
}

/** A session's time in words: `0.42 s` for clocks, `43 ms` for short spans. */
export function timeInWords(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms >= 10_000 ? 0 : 1)} s`
  return ms >= 10 || ms === 0 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`
}
