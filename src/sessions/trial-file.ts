/**
 * What pages show and the lab tries: `content/tried.yaml`, and what came of it: `content/tried.json`, written by
 * `npm run try` alone. Build and recorder read both here, so that both hold one against the other alike.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'astro/zod'
import type { MailProtocol } from '../core/protocol.ts'
import { ContentError, readYaml } from './yaml-file.ts'

/** Where trials and their results are kept, and the programs around snippets; relative to the repository's root. */
export const trialFile = 'content/tried.yaml'
export const resultFile = 'content/tried.json'
export const programFolder = 'content/programs'

// Loose: what a trial needs beside what is shown is the recorder's, which checks it.
const command = z.looseObject({
  id: z.string(),
  title: z.string().optional(),
  show: z.string(),
  inside: z.string().optional(),
  run: z.string().optional(),
})
const configuration = z.looseObject({
  id: z.string(),
  session: z.string().optional(),
  show: z.string().optional(),
  into: z.string().optional(),
})
const schema = z.strictObject({ commands: z.array(command), configurations: z.array(configuration) })

/** Something that pages show, and the hash that says whether it is still what was tried. */
export interface Shown<Entry> {
  /** The entry as it stands in the file. */
  readonly shown: Entry
  /** SHA-256 (hex) of the entry and of what belongs to it: the program around a snippet, a recording's configuration. */
  readonly hash: string
}
export interface ShownCommand extends Shown<z.output<typeof command>> {
  /** The program that the snippet stands in, whole; null where it stands alone. */
  readonly program: string | null
}
export type ShownConfiguration = Shown<z.output<typeof configuration>>

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
  /** The {@link Shown}'s, as it was then. */
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
 * Everything that `content/tried.yaml` has.
 *
 * @param root  the repository's
 * @throws {ContentError} where the file has another shape, or a program has no place for its snippet
 */
export function readTrials(root: string): {
  readonly commands: readonly ShownCommand[]
  readonly configurations: readonly ShownConfiguration[]
} {
  const hint = `The head of ${trialFile} says what each key means.`
  const { commands, configurations } = readYaml(join(root, trialFile), schema, hint)
  return {
    commands: commands.map((shown) => {
      if (shown.inside === undefined) return { shown, hash: hashOf(shown), program: null }
      const around = readProgram(root, shown.inside)
      return { shown, hash: hashOf(shown, around), program: around.replace('SHOWN', () => shown.show.trimEnd()) }
    }),
    configurations: configurations.map((shown) => ({
      shown,
      hash:
        shown.session === undefined
          ? hashOf(shown)
          : hashOf(shown, asOneText(recordedConfiguration(root, shown.session))),
    })),
  }
}

/** What came of them; nothing where nothing was tried yet. */
export function readResults(root: string): Tried[] {
  const file = join(root, resultFile)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tried[]) : []
}

/** A file that a server had loaded. */
interface Loaded {
  readonly file: string
  readonly text: string
}

/** What a recording's servers had loaded, less the accounts: their file holds a new salt each time. */
export function recordedConfiguration(root: string, session: string): readonly Loaded[] {
  const record = JSON.parse(readFileSync(join(root, 'public/sessions', session, 'session.json'), 'utf8')) as {
    configuration: Loaded[]
  }
  return record.configuration.filter(({ file }) => file !== 'users' && file !== 'credentials')
}

/**
 * A text that names the folder of a lab, as it would from another one: in its own name a lab's folder has a number,
 * which differs from run to run.
 */
export function withFolder(text: string, folder = '/run/mailwire/lab'): string {
  return text.replace(/\/run\/mailwire\/lab-\d+/g, folder)
}

function readProgram(root: string, name: string): string {
  const around = readFileSync(join(root, programFolder, name), 'utf8')
  if (around.includes('SHOWN')) return around
  throw new ContentError(`${programFolder}/${name}: there is no SHOWN in it.\nWrite SHOWN where the snippet goes.`)
}

const asOneText = (files: readonly Loaded[]): string =>
  withFolder(files.map(({ file, text }) => `--- ${file}\n${text}`).join('\n'))

function hashOf(entry: unknown, ...files: readonly string[]): string {
  const text = JSON.stringify([sorted(entry), ...files])
  return createHash('sha256').update(text).digest('hex')
}

/** The same with the keys in one order, in which no reader of the file can differ. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
