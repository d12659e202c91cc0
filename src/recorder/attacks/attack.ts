/**
 * What an attacker on the path may do: the wire hands each packet to the attack
 * before it travels on, and forwards what the attack returns.
 */
import type { Direction } from '../../core/parse.ts'

export interface Attack {
  /** What is done, in one sentence, for the provenance. */
  readonly does: string
  /** Makes the attack's state for one recording. */
  start(): PacketChanger
}

/**
 * Returns what travels on in place of `packet` (a whole IPv4 packet): the same,
 * another, several, or none. Whoever changes a packet's length also keeps the
 * two ends' sequence numbers apart, and sets the checksums right: `interception.ts`.
 */
export type PacketChanger = (direction: Direction, packet: Buffer) => readonly Buffer[]
