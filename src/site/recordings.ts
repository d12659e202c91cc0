/** The recordings as the gallery lists them: what each scenario says of itself, and what its folder holds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'astro/zod'
import type { SessionRecord } from '../core/session.ts'
import { readYaml } from '../sessions/yaml-file.ts'

const recordingsDir = resolve('public/sessions')

// A scenario holds more than this; the recorder checks the whole of it before it records.
const listedSchema = z.object({
  title: z.string(),
  shows: z.string(),
  tags: z.array(z.string()),
  protocol: z.enum(['smtp', 'imap', 'pop3', 'sieve']),
  port: z.int(),
  tls: z.enum(['implicit', 'starttls', 'none']),
  pairs: z.array(z.string()).default([]),
  attack: z.string().optional(),
})

export interface Recording extends z.output<typeof listedSchema> {
  readonly id: string
  readonly record: SessionRecord
}

let kept: readonly Recording[] | undefined

/** All recordings: the ports in the order of mail's way (sending, relay, reading), then by title. */
export function getRecordings(): readonly Recording[] {
  kept ??= readdirSync(recordingsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(recordingsDir, entry.name, 'session.json')))
    .map(({ name: id }) => {
      const scenario = resolve('content/scenarios', `${id}.yaml`)
      const listed = readYaml(scenario, listedSchema, `Every recording has its scenario: content/scenarios/${id}.yaml.`)
      const record = JSON.parse(readFileSync(join(recordingsDir, id, 'session.json'), 'utf8')) as SessionRecord
      return { id, record, ...listed }
    })
    .sort((a, b) => portOrder(a.port) - portOrder(b.port) || a.title.localeCompare(b.title, 'en'))
  return kept
}

/** Those of the given ids that are recorded, in the given order. */
export function recordingsOf(ids: readonly string[]): Recording[] {
  return ids.flatMap((id) => getRecordings().filter((recording) => recording.id === id))
}

const order = [587, 465, 25, 143, 993, 110, 995, 4190]
const portOrder = (port: number): number => (order.includes(port) ? order.indexOf(port) : order.length)

export const protocolNames = { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3', sieve: 'ManageSieve' } as const

/** How TLS begins in it, in the words of the site. */
export function tlsWords({ tls, protocol }: Pick<Recording, 'tls' | 'protocol'>): string {
  if (tls === 'implicit') return 'implicit TLS'
  if (tls === 'none') return 'no TLS'
  return protocol === 'pop3' ? 'STLS' : 'STARTTLS'
}
