import type { MailProtocol } from './protocol.ts'

/**
 * `content/tried.json`: what came of trying in the lab what the pages show. Written by `npm run try` alone; read by
 * the build, which shows it, and by a test, which holds it against what is shown now.
 */

/** How one run of a command or program went. */
export interface Run {
  /** The terminal as plain lines, from the first prompt to the last. */
  readonly printed: string
  /** Whether the account's password crossed the wire readable: in cleartext or in base64. */
  readonly passwordInClear: boolean
}

/** A command or a program that pages show. */
export interface TriedCommand {
  readonly kind: 'command'
  readonly id: string
  /** SHA-256 (hex) of {@link textOfTrial}: of what was tried, as it was then. */
  readonly hash: string
  /** The day, UTC. */
  readonly on: string
  /** What ran, with the version each printed of itself. */
  readonly software: readonly { readonly name: string; readonly version: string }[]
  readonly run: Run
  /** The same with somebody on the path who takes the offer of STARTTLS away; null where that was not tried. */
  readonly stripped: Run | null
}

/** What a server does on one port, as seen from another machine. */
export interface Probe {
  readonly port: number
  readonly protocol: Exclude<MailProtocol, 'sieve'>
  readonly speaksFirst: 'server' | 'client'
  /** Before TLS; null on a port with implicit TLS, which has no "before". */
  readonly inClear: {
    readonly offersStarttls: boolean
    readonly offersLogin: boolean
    /** The server's answer to a right password. */
    readonly login: string
  } | null
  readonly inside: {
    /** As OpenSSL names it: `TLSv1.3`. The certificate's chain and name were checked. */
    readonly version: string
    readonly offersStarttls: boolean
    readonly offersLogin: boolean
    readonly login: string
  }
  /** Whether a client that knows nothing newer than TLS 1.1 gets in. */
  readonly takesTls11: boolean
}

/** A configuration that pages show. */
export interface TriedConfiguration {
  readonly kind: 'configuration'
  readonly id: string
  readonly hash: string
  readonly on: string
  readonly software: readonly { readonly name: string; readonly version: string }[]
  readonly probes: readonly Probe[]
}

export type Tried = TriedCommand | TriedConfiguration

/**
 * The text whose hash says whether a trial is still the one that was made.
 *
 * @param entry  the trial as `content/tried.yaml` has it
 * @param files  texts that belong to it: the program around a snippet, the configuration of a recording
 */
export function textOfTrial(entry: unknown, files: readonly string[]): string {
  return JSON.stringify([sorted(entry), ...files])
}

/** The same with the keys in one order, in which no reader of the file can differ. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/**
 * What a recording's servers had loaded, as one text. A file of accounts is left out: it holds a new salt each time.
 */
export function loadedText(files: readonly { readonly file: string; readonly text: string }[]): string {
  const lasting = files.filter(({ file }) => !isAccounts(file))
  return withoutSlot(lasting.map(({ file, text }) => `--- ${file}\n${text}`).join('\n'))
}

export const isAccounts = (file: string): boolean => /^(users|credentials)$/.test(file)

/** A configuration without what differs from run to run: the number of the lab. */
export function withoutSlot(text: string): string {
  return text.replace(/\/run\/mailwire\/lab-\d+/g, '/run/mailwire/lab')
}
