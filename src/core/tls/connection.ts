/** What is known of a connection while its two directions are read. */
import type { Direction, Problem } from '../parse.ts'
import type { Hello } from './hello.ts'
import { joinHandshake, type Joiner } from './joiner.ts'
import { is13 } from './names.ts'
import type { Opener } from './opener.ts'
import { readRecords, type Frame, type Framing } from './record.ts'
import { protection, suiteName, type Protection } from './suites.ts'
import type { Level } from './tls13.ts'
import type { Sealing, TlsInput, TlsOptions, TlsRecord } from './types.ts'

/** One handshake: the first of the connection, or a renegotiation. */
export interface Round {
  client: Hello | null
  server: Hello | null
  /** The client has offered early data and the server has not asked for another ClientHello. */
  early: boolean
  group: number | null
  /** ServerHelloDone has come, or may have been lost. */
  done: boolean
  /** The ticket that the server hands out before TLS 1.3. */
  ticket: Uint8Array | null
  resumed: boolean
}

export interface Half {
  readonly dir: Direction
  readonly input: TlsInput
  readonly framing: Framing
  readonly records: TlsRecord[]
  readonly joiner: Joiner
  /** Which round its hellos belong to: one more with each ChangeCipherSpec before TLS 1.3. */
  round: number
  /** Before TLS 1.3: true from the ChangeCipherSpec on. */
  encrypted: boolean
  opener: Opener | null
  sealing: Sealing | null
  sequence: number
  /** The record before under the same keys. */
  before: Uint8Array | null
  /** TLS 1.3: what the current keys are for, and the secret they come from. */
  level: Level | null
  secret: Uint8Array | null
}

export interface State {
  readonly options: TlsOptions
  readonly rounds: Round[]
  readonly problems: (Problem & { readonly dir: Direction })[]
  readonly halves: Readonly<Record<Direction, Half>>
  version: number | null
}

export function half(dir: Direction, input: TlsInput): Half {
  return {
    dir,
    input,
    framing: readRecords(input),
    records: [],
    joiner: joinHandshake(),
    round: 0,
    encrypted: false,
    opener: null,
    sealing: null,
    sequence: 0,
    before: null,
    level: null,
    secret: null,
  }
}

export function roundOf(state: State, half: Half): Round {
  return (state.rounds[half.round] ??= {
    client: null,
    server: null,
    early: false,
    group: null,
    done: false,
    ticket: null,
    resumed: false,
  })
}

/** Whether a record must be an encrypted one, by its type and by what was said before it. */
export const isEncrypted = (state: State, half: Half, { type }: Frame) =>
  type === 23 || (half.encrypted && !is13(state.version))

/** A record with its header. */
export const wire = (half: Half, frame: Frame) => half.input.bytes.subarray(frame.start, frame.end)

export const suiteOf = (server: Hello | null | undefined): Protection | null => protection(server?.suites[0] ?? 0)

/** Says once that a cipher suite is not supported. */
export function notSupported(
  problems: State['problems'],
  { dir, framing, records }: Half,
  server: Hello | null | undefined,
) {
  const name = server ? suiteName(server.suites[0] ?? 0) : 'An unknown cipher suite'
  if (problems.some(({ message }) => message.startsWith(name))) return
  const offset = framing.frames[records.length]?.start ?? framing.end
  problems.push({ offset, dir, message: `${name} is not supported: what it protects stays shut.` })
}
