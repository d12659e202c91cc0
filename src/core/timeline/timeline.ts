/**
 * A session as a list of steps on one clock. Times are milliseconds since the
 * start of the terminal recording (the cast's zero).
 *
 * This is the shape that the build writes to `/timeline/<id>.<hash>.json` and
 * that every player reads. It holds no bytes: those stay in `wire.pcapng`.
 */
import type { Disclosure } from '../mail/message.ts'
import type { Direction, Span } from '../parse.ts'
import type { MailProtocol } from '../protocol.ts'

export type PartyId = 'client' | 'server' | 'attacker'

/** Where a step stands in the life of a connection. */
export type Phase = 'tcp' | 'greeting' | 'upgrade' | 'handshake' | 'inside' | 'cleartext' | 'close'

/** Which protocol speaks in a step. */
export type Layer = 'tcp' | 'tls' | MailProtocol | 'unknown'

/** What kinds of thing an eavesdropper may learn: what mail says, and TLS's certificate. */
export type DisclosureKind = Disclosure['what'] | 'certificate'

/** What a step gives away. */
export interface Leak {
  readonly what: DisclosureKind
  readonly value: string
}

/** What an attacker on the path did to a message. */
export interface Tampering {
  /** `removed` came to the attacker and went no further. */
  readonly what: 'changed' | 'injected' | 'removed'
  /** The lines that were taken out, and those that were put in. */
  readonly took: readonly string[]
  readonly put: readonly string[]
}

/**
 * One thing that happened at one time: the unit a learner steps through.
 * A multi-line reply is one step; so is each TLS handshake message.
 */
export interface Step {
  /** Stable within the session and readable in a URL: `ehlo`, `ehlo-2`, `server-hello`. */
  readonly id: string
  readonly from: PartyId
  readonly to: PartyId
  /** When it leaves its sender, ms. */
  readonly sentMs: number
  /** When it reaches the other end, ms. */
  readonly arrivesMs: number
  readonly layer: Layer
  readonly phase: Phase
  /** Key into `content/explanations/`: `tls.server_hello`, `smtp.ehlo`, `smtp.reply.220`. */
  readonly kind: string
  /** Short title for the arrow: `ClientHello`, `EHLO laptop.example.test`, `250 (8 lines)`. */
  readonly name: string
  /** What the two ends read, line by line, CR LF left out; empty for what is not text. */
  readonly text: string
  /** Whether the message itself is readable on the path. */
  readonly wire: 'cleartext' | 'ciphertext'
  /** What a wiretap reads in its place, in words or as the text itself. */
  readonly eavesdropper: string
  /** What this step gives away to a passive listener; empty when nothing. */
  readonly leaks: readonly Leak[]
  /** What of that kind it carries sealed; left out where nothing. */
  readonly hides?: readonly DisclosureKind[]
  /** Left out where nobody meddled with it. */
  readonly tampering?: Tampering
  /** Which TCP connection, by its index in `Timeline.streams`. */
  readonly stream: number
  /** The bytes on the wire, in that direction of the TCP stream; null for bare TCP segments. */
  readonly span: (Span & { readonly dir: Direction }) | null
  /** Indexes into `Timeline.packets` that carried it. */
  readonly packets: readonly number[]
  /** Which flight it belongs to: a run of steps one way, counted from 0. */
  readonly flight: number
  /** Round trips completed on this stream when this step is sent, as a client would count them. */
  readonly roundTrips: number
}

export interface Packet {
  readonly from: PartyId
  readonly to: PartyId
  readonly sentMs: number
  readonly arrivesMs: number
  readonly stream: number
  /** `SYN`, `SYN ACK`, `ACK`, `PSH ACK`, `FIN ACK`, `RST`. */
  readonly flags: string
  /** TCP payload, bytes. */
  readonly payload: number
  /** The whole IP packet, bytes. */
  readonly length: number
}

/** One TCP connection of a session. */
export interface Stream {
  readonly client: string
  readonly server: string
  readonly port: number
  readonly protocol: MailProtocol | 'unknown'
  readonly tls: {
    readonly version: string
    readonly cipher: string
    readonly group: string | null
    readonly resumed: boolean
    /** `implicit` when TLS was the first thing said. */
    readonly start: 'implicit' | 'explicit'
  } | null
}

/** A chapter, from the cast's markers. */
export interface Chapter {
  readonly ms: number
  readonly label: string
}

export interface Timeline {
  readonly id: string
  readonly title: string
  /** When the last thing happens, ms. */
  readonly durationMs: number
  /** The link's delay in one direction, ms. */
  readonly oneWayMs: number
  readonly parties: readonly { readonly id: PartyId; readonly name: string; readonly address: string }[]
  readonly streams: readonly Stream[]
  readonly steps: readonly Step[]
  readonly packets: readonly Packet[]
  readonly chapters: readonly Chapter[]
}
