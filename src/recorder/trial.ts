/**
 * A trial: something that a page shows, and what has to be seen of it in the lab. They stand in `content/tried.yaml`;
 * its head says what each key means.
 */
import { z } from 'astro/zod'
import { readTrials, trialFile, type ShownCommand, type ShownConfiguration } from '../sessions/trial-file.ts'
import { attacks } from './attacks/index.ts'
import { certificateKinds, ScenarioError, scriptItem } from './scenario.ts'

const pattern = z.string()

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
  script: z.array(scriptItem).default([]),
  sees: z.array(pattern).default([]),
  leaks: z.boolean().default(false),
  stripped: z
    .strictObject({ sees: z.array(pattern).min(1), leaks: z.boolean(), script: z.array(scriptItem).optional() })
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

export type Trial = z.output<typeof command> & Pick<ShownCommand, 'hash' | 'program'>
export type ConfigurationTrial = z.output<typeof configuration> & Pick<ShownConfiguration, 'hash'>

/**
 * @param root  the repository's
 * @throws ContentError where the file cannot be read
 * @throws ScenarioError where a trial breaks its schema
 */
export function loadTrials(root: string): { commands: Trial[]; configurations: ConfigurationTrial[] } {
  const { commands, configurations } = readTrials(root)
  return {
    commands: commands.map(({ shown, ...rest }) => ({ ...checked(command, shown), ...rest })),
    configurations: configurations.map(({ shown, ...rest }) => ({ ...checked(configuration, shown), ...rest })),
  }
}

function checked<S extends z.ZodType>(schema: S, shown: { readonly id: string }): z.output<S> {
  const parsed = schema.safeParse(shown)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(
    ({ path, message }) => `${trialFile}: ${shown.id}: ${path.join('.')}: ${message}`,
  )
  throw new ScenarioError(`${places.join('\n')}\nThe head of ${trialFile} says what each key means.`)
}
