import type { MailProtocol } from './protocol.ts'

/**
 * `session.json`: the provenance of a recording and how its two clocks relate.
 * Written by the recorder alone; read by the build and by tests.
 */
export interface SessionRecord {
  /** Version of this format. */
  readonly format: 1
  readonly id: string
  /** SHA-256 (hex) of the scenario file that was recorded, byte for byte. */
  readonly scenarioHash: string
  /** When it was recorded, ISO 8601, UTC. */
  readonly recordedAt: string
  /** The exact commands that were run, in order. */
  readonly commands: readonly { readonly where: 'client' | 'server' | 'attacker'; readonly run: string }[]
  /** What ran, with the version each printed of itself. */
  readonly software: readonly { readonly name: string; readonly version: string; readonly role: string }[]
  /** The configuration the servers loaded. */
  readonly configuration: readonly { readonly file: string; readonly text: string }[]
  /** One-way delay of the wire, ms. */
  readonly oneWayMs: number
  /** The round trip that the server's own end saw between its SYN ACK and the ACK for it, ms; null where no connection came about. */
  readonly serverRoundTripMs: number | null
  /** The pcapng timestamp (microseconds since the Unix epoch) that is time zero of the cast. */
  readonly wireStartUs: number
  readonly parties: readonly {
    readonly id: 'client' | 'server' | 'attacker'
    readonly name: string
    readonly address: string
  }[]
  /** What each server port speaks, so that a capture on an odd port still reads. */
  readonly ports: readonly { readonly port: number; readonly protocol: MailProtocol }[]
  /** Whether the TLS secrets are in the pcapng; where they are not, why. */
  readonly secrets: { readonly embedded: true } | { readonly embedded: false; readonly why: string }
  /** Size in bytes and SHA-256 (hex) of each file beside this one. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>
}
