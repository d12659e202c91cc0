/** The port drill: fast cards over numbers, names, kinds of TLS and directions. */
import type { PracticeEvent, Drilled } from './event.ts'
import type { PortRow } from './generate/material.ts'
import { shuffled, type Random } from './random.ts'
import { pick } from './random-pick.ts'

export interface DrillCard {
  readonly ask: string
  readonly options: readonly string[]
  /** Index of the one right option. */
  readonly right: number
  /** What to remember, in one line. */
  readonly answer: string
}

const start = { implicit: 'TLS from the first byte', starttls: 'cleartext, then an upgrade' } as const
const who = { relay: 'server to server', submission: 'client, to send', access: 'client, to read' } as const

/** One side of a port's row to ask for, the other to ask by. */
const faces: readonly { readonly ask: (row: PortRow) => string; readonly give: (row: PortRow) => string }[] = [
  { ask: (row) => `Port ${row.port}: which service?`, give: (row) => row.service },
  { ask: (row) => `${row.service}: which port?`, give: (row) => String(row.port) },
  { ask: (row) => `Port ${row.port}: how does it begin?`, give: (row) => start[row.tls] },
  { ask: (row) => `Port ${row.port}: who dials it?`, give: (row) => who[row.use] },
  { ask: (row) => `Port ${row.port}: which protocol?`, give: (row) => row.protocol },
]

/**
 * A card.
 *
 * @param before  what the last card asked, so that no card comes twice in a row
 */
export function drillCard(ports: readonly PortRow[], random: Random, before = ''): DrillCard {
  const face = pick(faces, random)
  const row = pick(ports, random)
  const ask = face.ask(row)
  if (ask === before) return drillCard(ports, random, before)
  const right = face.give(row)
  const wrong = shuffled(
    [...new Set(ports.map(face.give))].filter((text) => text !== right),
    random,
  )
  const options = shuffled([right, ...wrong.slice(0, 3)], random)
  const answer = `${row.port} is ${row.service}: ${row.protocol}, ${who[row.use]}, ${start[row.tls]}.`
  return { ask, options, right: options.indexOf(right), answer }
}

/** Whether a round was played to its end, all twenty cards or all sixty seconds, and not stopped before. */
const finishedDrill = ({ mode, asked, ms }: Pick<Drilled, 'mode' | 'asked' | 'ms'>): boolean =>
  mode === '20' ? asked >= 20 : ms >= 60_000

/**
 * The best finished round of a mode: most right; of equals the faster, or in 60
 * seconds the one with fewer misses.
 */
export function bestDrill(events: readonly PracticeEvent[], mode: Drilled['mode']): Drilled | undefined {
  const rounds = events.filter(
    (event): event is Drilled => event.type === 'drill' && event.mode === mode && finishedDrill(event),
  )
  const cost = (round: Drilled): number => (mode === '20' ? round.ms : round.asked)
  return rounds.sort((a, b) => b.right - a.right || cost(a) - cost(b))[0]
}
