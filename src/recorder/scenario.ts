/**
 * A scenario: what is asked of the recorder, as data in `content/scenarios/<id>.yaml`.
 * Adding one needs no code; the README beside this file walks through it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'astro/zod'
import { unknownName } from '../core/nearest.ts'
import { checkYaml } from '../sessions/yaml-file.ts'
import { attacks } from './attacks/index.ts'

/** Where scenarios live, relative to the repository's root. */
const scenarioFolder = 'content/scenarios'

const milliseconds = z.number().int().min(0).max(600_000)

/** A regular expression (flag m), tried on what the terminal has shown since the last item. */
const pattern = z.string().refine(isPattern, { error: 'is not a valid regular expression' })

/** One thing the person (or program) at the client's terminal does. */
export const scriptItem = z.union(
  [
    /** A chapter starts: a marker in the cast. */
    z.strictObject({ chapter: z.string().min(3).max(60) }),
    /** A shell command, typed at the prompt, in one line or several; waits for the prompt first. */
    z.strictObject({ run: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]) }),
    /** Lines typed to the program that is running, each ended with Enter. */
    z.strictObject({ type: z.union([z.string(), z.array(z.string()).min(1)]) }),
    /** A key without a line: Ctrl-D starts TLS in gnutls-cli. */
    z.strictObject({ key: z.enum(['ctrl-c', 'ctrl-d', 'enter']) }),
    /** Waits until the terminal shows this; fails after `withinMs` (15 s). */
    z.strictObject({ expect: pattern, withinMs: milliseconds.optional() }),
    /** Looks at the screen for a while. */
    z.strictObject({ waitMs: milliseconds }),
    /** Mail for the invented account arrives at the server, from outside the recorded wire. */
    z.strictObject({ deliver: z.strictObject({ from: z.string(), subject: z.string(), text: z.string() }) }),
  ],
  { error: 'must be one of chapter, run, type, key, expect, waitMs and deliver, with a value that it takes' },
)

const tlsVersion = z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])

/** System-wide settings of OpenSSL (`openssl.cnf`) on one of the two machines. */
const openssl = z.strictObject({
  MinProtocol: tlsVersion.optional(),
  MaxProtocol: tlsVersion.optional(),
  /** Cipher suites up to TLS 1.2, in OpenSSL's words. */
  CipherString: z.string().optional(),
  /** Cipher suites of TLS 1.3, by their IANA names. */
  Ciphersuites: z.string().optional(),
  Groups: z.string().optional(),
})

export const certificateKinds = [
  'ecdsa',
  'rsa',
  'expired',
  'wrong-name',
  'self-signed',
  'unknown-ca',
  'no-intermediate',
] as const

/** What may run at the server's end; `servers/index.ts` has the programs. */
export const serverSoftware = ['postfix-dovecot', 'postfix-dovecot-debian-13', 'exim', 'opensmtpd', 'cyrus'] as const
export type ServerSoftware = (typeof serverSoftware)[number]

const schema = z.strictObject({
  /** The one heading of its page. */
  title: z.string().min(8).max(90),
  /** What a learner sees in it: one sentence. */
  shows: z
    .string()
    .min(20)
    .max(240)
    .regex(/^[A-Z0-9].*\.$/s, 'must be a sentence: a capital letter first, a full stop last'),
  tags: z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be lower case, with hyphens')).min(2),
  protocol: z.enum(['smtp', 'imap', 'pop3', 'sieve']),
  port: z.number().int().min(1).max(65535),
  /** When TLS starts: before the first line, by a command, or never. */
  tls: z.enum(['implicit', 'starttls', 'none']),
  /** `typed` at a person's pace, or by a `program` that never thinks. */
  driver: z.enum(['typed', 'program']).default('typed'),
  /** Sessions worth setting beside this one in Compare. */
  pairs: z.array(z.string()).default([]),
  link: z
    .strictObject({
      /** One-way delay of the wire, ms. */
      oneWayMs: z.number().int().min(0).max(500).default(20),
      /** Server ports whose packets the wire swallows, as a firewall that drops does. */
      filtered: z.array(z.number().int()).default([]),
    })
    .default({ oneWayMs: 20, filtered: [] }),
  server: z
    .strictObject({
      software: z.enum(serverSoftware).default('postfix-dovecot'),
      certificate: z.enum(certificateKinds).default('ecdsa'),
      openssl: openssl.default({}),
      /** Postfix parameters (main.cf) that differ from the lab's. */
      postfix: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      /** Whether Postfix writes down its TLS secrets (see `key-log.ts`): for clients that cannot. */
      keyLog: z.boolean().default(false),
      /** Lines for the end of dovecot.conf. */
      dovecot: z.string().default(''),
    })
    .default({
      software: 'postfix-dovecot',
      certificate: 'ecdsa',
      openssl: {},
      postfix: {},
      keyLog: false,
      dovecot: '',
    }),
  client: z
    .strictObject({
      /** Environment of the client's shell, beside the usual. */
      env: z.record(z.string(), z.string()).default({}),
      openssl: openssl.default({}),
      /** The client's programs are those of Debian 12 unless given: 13 has OpenSSL 3.5. */
      debian: z.literal([12, 13]).default(12),
      /** A Postfix of the client's own, which relays what `sendmail` hands it; its log is `maillog` in the home. */
      relay: z
        .strictObject({
          /** Postfix parameters (main.cf) that differ from the lab's. */
          postfix: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
          /** The server's DANE record in the signed zone. */
          tlsa: z.enum(['none', 'matches', 'another-key']).default('none'),
        })
        .optional(),
      /** Why the recording can have no TLS secrets; leave it out where it has. */
      noSecrets: z.string().optional(),
    })
    .default({ env: {}, openssl: {}, debian: 12 }),
  /** A file in `src/recorder/attacks/`, by its name: what sits on the wire and changes bytes. */
  attack: z
    .string()
    .refine((name) => name in attacks, {
      error: `must be one of ${Object.keys(attacks).join(', ')} (src/recorder/attacks/index.ts)`,
    })
    .optional(),
  script: z.array(scriptItem).min(2),
})

export type ScriptItem = z.infer<typeof scriptItem>
export type OpensslSettings = z.infer<typeof openssl>

/** A scenario as the recorder runs it. `id` is the file's name; `hash` the SHA-256 (hex) of the file. */
export type Scenario = z.infer<typeof schema> & { readonly id: string; readonly hash: string; readonly file: string }

/** A scenario file that cannot be used: names file, place, problem and what to do. */
export class ScenarioError extends Error {
  override name = 'ScenarioError'
}

/** The ids of all scenarios, sorted. */
export function scenarioIds(root: string): string[] {
  return readdirSync(join(root, scenarioFolder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'))
    .sort()
}

/**
 * Reads one scenario.
 *
 * @param root  the repository's root
 * @throws ScenarioError where the file is missing or breaks the schema
 */
export function loadScenario(root: string, id: string): Scenario {
  const file = `${scenarioFolder}/${id}.yaml`
  let bytes: Buffer
  try {
    bytes = readFileSync(join(root, file))
  } catch {
    const also = 'All of them: npm run record -- --list'
    throw new ScenarioError(unknownName(`${file}: no scenario`, id, scenarioIds(root), { also }))
  }
  return parseScenario(file, id, bytes)
}

/**
 * Checks the text of a scenario file.
 *
 * @throws ScenarioError naming each place that breaks the schema
 */
export function parseScenario(file: string, id: string, bytes: Uint8Array): Scenario {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw new ScenarioError(
      `${file}: the file's name is the scenario's id, and "${id}" is none.\nUse lower-case words joined by hyphens, such as submission-starttls.yaml.`,
    )
  }
  const checked = checkYaml(file, Buffer.from(bytes).toString('utf8'), schema)
  if ('value' in checked) return { ...checked.value, id, file, hash: createHash('sha256').update(bytes).digest('hex') }
  throw new ScenarioError(
    `${checked.problems.join('\n')}\nWhat each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- ${id}`,
  )
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm')
    return true
  } catch {
    return false
  }
}
