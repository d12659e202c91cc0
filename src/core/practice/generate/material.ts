/**
 * What generators make questions from: the port table, the recordings and the
 * reference of error messages. The build writes it as one JSON file.
 */
import type { MailProtocol } from '../../protocol.ts'
import type { Source } from '../question.ts'

/** A main port of the table. */
export interface PortRow {
  readonly port: number
  readonly service: string
  readonly protocol: 'SMTP' | 'IMAP' | 'POP3'
  readonly use: 'relay' | 'submission' | 'access'
  readonly title: string
  readonly tls: 'implicit' | 'starttls'
  readonly speaksFirst: 'client' | 'server'
  readonly sources: readonly Source[]
}

export interface RecordedStep {
  readonly id: string
  readonly from: 'client' | 'server' | 'attacker'
  readonly kind: string
  readonly name: string
  /** The first line of what was said; empty for what is not text. */
  readonly text: string
  readonly wire: 'cleartext' | 'ciphertext'
  /** What a listener reads in its place, in one line. */
  readonly seen: string
  /** What it gives away. */
  readonly leaks: readonly string[]
}

/** A recording of one connection. */
export interface Recorded {
  readonly id: string
  readonly title: string
  readonly port: number
  readonly protocol: Exclude<MailProtocol, 'sieve'>
  readonly start: 'implicit' | 'explicit' | 'none'
  readonly steps: readonly RecordedStep[]
}

/** An error message whose cause no other one here shares. */
export interface KnownError {
  readonly id: string
  readonly message: string
  readonly program: string
  readonly cause: string
  readonly cure: string
  readonly sources: readonly Source[]
}

export interface Material {
  readonly ports: readonly PortRow[]
  readonly sessions: readonly Recorded[]
  readonly errors: readonly KnownError[]
}
