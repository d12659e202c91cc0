/**
 * A trial: something that a page shows, and what has to be seen of it in the lab. They stand in `content/tried.yaml`;
 * its head says what each key means.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'astro/zod'
import { parse } from 'yaml'
import { loadedText, textOfTrial } from '../core/tried.ts'
import { attacks } from './attacks/index.ts'
import { certificateKinds, ScenarioError } from './scenario.ts'

/** Where trials and their results are kept, and the programs around snippets; relative to the repository's root. */
export const trialFile = 'content/tried.yaml'
export const resultFile = 'content/tried.json'
export const programFolder = 'content/programs'

const pattern = z.string()

const item = z.union([
  z.strictObject({ type: z.string() }),
  z.strictObject({ key: z.enum(['ctrl-c', 'ctrl-d', 'enter']) }),
  z.strictObject({ expect: pattern, withinMs: z.int().optional() }),
  z.strictObject({ waitMs: z.int() }),
  z.strictObject({ run: z.string() }),
])

const lab = z
  .strictObject({
    certificate: z.enum(certificateKinds).default('ecdsa'),
    openssl: z.record(z.string(), z.string()).default({}),
    clientOpenssl: z.record(z.string(), z.string()).default({}),
    postfix: z.record(z.string(), z.string()).default({}),
    dovecot: z.string().default(''),
    attack: z
      .string()
      .refine((name) => name in attacks)
      .optional(),
  })
  .prefault({})

const command = z.strictObject({
  id: z.string(),
  title: z.string().optional(),
  show: z.string(),
  inside: z.string().optional(),
  run: z.string().optional(),
  with: z.array(z.string()).default([]),
  lab,
  script: z.array(item).default([]),
  sees: z.array(pattern).default([]),
  leaks: z.boolean().default(false),
  stripped: z
    .strictObject({ sees: z.array(pattern).min(1), leaks: z.boolean(), script: z.array(item).optional() })
    .optional(),
})

const configuration = z.strictObject({
  id: z.string(),
  /** Loaded as that recording's server loaded it ... */
  session: z.string().optional(),
  /** ... or these lines, in that file of the lab's server. */
  show: z.string().optional(),
  into: z.enum(['main.cf', 'master.cf', 'dovecot.conf']).optional(),
  /** The service or the setting whose place they take. */
  replaces: z.array(z.string()).default([]),
  ports: z.array(z.int()).min(1),
})

const schema = z.strictObject({ commands: z.array(command), configurations: z.array(configuration) })

export type Trial = z.output<typeof command> & { readonly hash: string; readonly program: string | null }
export type ConfigurationTrial = z.output<typeof configuration> & { readonly hash: string }

/** @throws ScenarioError where the file breaks the schema */
export function loadTrials(root: string): { commands: Trial[]; configurations: ConfigurationTrial[] } {
  const raw = parse(readFileSync(join(root, trialFile), 'utf8')) as {
    commands: Record<string, unknown>[]
    configurations: Record<string, unknown>[]
  }
  const parsed = schema.safeParse(raw)
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => {
      const [list, at] = issue.path
      const entry = list === 'commands' || list === 'configurations' ? raw[list][Number(at)] : undefined
      return `${trialFile}: ${String(entry?.['id'] ?? 'the whole file')}: ${issue.path.slice(2).join('.')}: ${issue.message}`
    })
    throw new ScenarioError(`${places.join('\n')}\nThe head of ${trialFile} says what each key means.`)
  }
  return {
    commands: parsed.data.commands.map((trial, at) => {
      const around = trial.inside === undefined ? null : readFileSync(join(root, programFolder, trial.inside), 'utf8')
      if (around !== null && !around.includes('SHOWN')) {
        throw new ScenarioError(`${programFolder}/${trial.inside}: SHOWN must stand where the snippet goes.`)
      }
      const hash = hashOf(raw.commands[at], around === null ? [] : [around])
      return { ...trial, hash, program: around?.replace('SHOWN', () => trial.show.trimEnd()) ?? null }
    }),
    configurations: parsed.data.configurations.map((trial, at) => ({
      ...trial,
      hash: hashOf(
        raw.configurations[at],
        trial.session === undefined ? [] : [recordedConfiguration(root, trial.session)],
      ),
    })),
  }
}

/** What a recording's server loaded, as one text. */
function recordedConfiguration(root: string, session: string): string {
  const record = JSON.parse(readFileSync(join(root, 'public/sessions', session, 'session.json'), 'utf8')) as {
    configuration: { file: string; text: string }[]
  }
  return loadedText(record.configuration)
}

function hashOf(entry: unknown, files: readonly string[]): string {
  return createHash('sha256').update(textOfTrial(entry, files)).digest('hex')
}
