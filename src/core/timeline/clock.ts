import type { Direction } from '../parse.ts'
import type { PartyId } from './timeline.ts'

/**
 * Which stretch of the path a stream was recorded on, and at which of its ends
 * packets were stamped. An attacker sits in the middle of the link: what was
 * seen at the client's end travels half of the way to the attacker, and what was
 * seen at the server's end has half of the way behind it.
 */
export interface Leg {
  readonly client: PartyId
  readonly server: PartyId
  /** Whose end stamped the packets. */
  readonly stampedBy: 'client' | 'server'
  /** Delay of this leg in one direction, ms. */
  readonly oneWayMs: number
}

export const wholePath = (oneWayMs: number): Leg => ({
  client: 'client',
  server: 'server',
  stampedBy: 'client',
  oneWayMs,
})

/** The two legs of an attacked session, in the order of the capture's interfaces. */
export const attackedPath = (oneWayMs: number): readonly [Leg, Leg] => [
  { client: 'client', server: 'attacker', stampedBy: 'client', oneWayMs: oneWayMs / 2 },
  { client: 'attacker', server: 'server', stampedBy: 'server', oneWayMs: oneWayMs / 2 },
]

/** To a microsecond: what the capture holds, and what keeps times equal wherever they are computed. */
export const toMs = (us: number) => Math.round(us) / 1000

/** When a packet left and when it arrived, ms, from its one stamp. */
export function flightTimes(leg: Leg, dir: Direction, stampMs: number): { sentMs: number; arrivesMs: number } {
  const leaving = (dir === 'c2s') === (leg.stampedBy === 'client')
  const other = toMs((leaving ? stampMs + leg.oneWayMs : stampMs - leg.oneWayMs) * 1000)
  return leaving ? { sentMs: stampMs, arrivesMs: other } : { sentMs: other, arrivesMs: stampMs }
}
