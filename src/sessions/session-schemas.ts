import { z } from 'astro/zod'
import { typeset } from './prose.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')
const party = z.enum(['client', 'server', 'attacker'])

/** `session.json`; its meaning stands in src/core/session.ts. */
export const sessionRecord = z.object({
  format: z.literal(1),
  id: z.string(),
  scenarioHash: sha256,
  recordedAt: z.iso.datetime(),
  commands: z.array(z.object({ where: party, run: z.string() })),
  software: z.array(z.object({ name: z.string(), version: z.string(), role: z.string() })),
  configuration: z.array(z.object({ file: z.string(), text: z.string() })),
  oneWayMs: z.number().min(0),
  serverRoundTripMs: z.number().min(0).nullable(),
  wireStartUs: z.number(),
  parties: z.array(z.object({ id: party, name: z.string(), address: z.string() })).min(2),
  ports: z.array(z.object({ port: z.int(), protocol: z.enum(['smtp', 'imap', 'pop3', 'sieve']) })),
  secrets: z.union([
    z.object({ embedded: z.literal(true) }),
    z.object({ embedded: z.literal(false), why: z.string().min(1) }),
  ]),
  files: z.record(z.string(), z.object({ bytes: z.int().min(0), sha256 })),
})

/** What the site shows of a scenario; the recorder checks the rest of it. */
export const scenarioCard = z.object({
  title: z.string().min(1).transform(typeset),
  shows: z.string().min(1).transform(typeset),
  tags: z.array(z.string()),
  protocol: z.enum(['smtp', 'imap', 'pop3', 'sieve']),
  port: z.int(),
  tls: z.enum(['implicit', 'starttls', 'none']),
  driver: z.enum(['typed', 'program']).default('typed'),
  pairs: z.array(z.string()).default([]),
  attack: z.string().optional(),
})

export type ScenarioCard = z.output<typeof scenarioCard>
