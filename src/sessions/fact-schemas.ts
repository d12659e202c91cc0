import { z } from 'astro/zod'
import { factId, slug } from './ids.ts'
import { prose, sentence } from './prose.ts'

const isoDate = z.iso.date()
/** Ids of recordings in public/sessions that show the thing. */
const sessions = z.array(slug).default([])

/** A port as the site teaches it; content/ports.yaml says what each field means. */
export const portSchema = z.strictObject({
  port: z.int().min(1).max(65535),
  main: z.boolean(),
  /** The name in the Internet's own register; null where the number has none. */
  service: z.string().nullable(),
  protocol: z.enum(['SMTP', 'IMAP', 'POP3', 'ManageSieve', 'any']),
  use: z.enum(['relay', 'submission', 'access', 'filtering', 'private', 'unofficial']),
  title: prose,
  /** Who opens the TCP connection, and to whom. */
  direction: z.strictObject({ from: prose, to: prose }),
  speaksFirst: z.enum(['client', 'server']).nullable(),
  tls: z.strictObject({
    kind: z.enum(['implicit', 'starttls', 'none']),
    command: z.enum(['STARTTLS', 'STLS']).nullable(),
    note: sentence,
  }),
  /** The first bytes after TCP stands; null where nothing is laid down. */
  firstBytes: z
    .strictObject({
      hex: z.string().regex(/^[0-9a-f]{2}( [0-9a-f]{2})*$/, 'hex bytes with a space between'),
      text: z.string(),
    })
    .nullable(),
  auth: z.strictObject({ kind: z.enum(['must', 'expected', 'none']), note: sentence }),
  status: z.enum(['preferred', 'current', 'for private use', 'not registered for mail']),
  note: sentence,
  facts: z.array(factId).min(1),
})

/** A passage of an RFC: `quote` stands word for word in section `section` itself, not in a subsection of it. */
const rfcSource = z.strictObject({
  rfc: z.int().positive(),
  /** A section number (`3.3`, `A`, `E.5`) or `header` for what stands before the first numbered section. */
  section: z.string().regex(/^(header|[A-Z0-9]+(\.\d+)*)$/, 'a section is "3.3", "A", "E.5" or "header"'),
  quote: z.string().min(8),
})

/** Something other than an RFC: a key of content/sources.yaml, where in it to look, and what it says there. */
const otherSource = z.strictObject({ source: slug, note: z.string().optional(), quote: z.string().min(8).optional() })

/** One thing that is so, with what it rests on. */
export const factSchema = z.strictObject({
  id: factId,
  statement: sentence,
  /** verified: the source's text was read; lab: seen on real software; known: general knowledge, never graded alone. */
  mark: z.enum(['verified', 'lab', 'known']),
  checked: isoDate,
  tags: z.array(slug).min(1),
  sources: z
    .array(z.union([rfcSource, otherSource], { error: 'a source is {rfc, section, quote} or {source, note}' }))
    .min(1),
  sessions,
})

/** A source that is no RFC. */
export const sourceSchema = z.strictObject({
  title: z.string(),
  url: z.url().optional(),
  /** The version or the date of the copy that was read. */
  date: z.string(),
})

/** A word that explains itself. */
export const termSchema = z.strictObject({
  id: slug,
  term: z.string(),
  short: sentence,
  long: prose.optional(),
  /** Ids of related terms. */
  see: z.array(slug).default([]),
  /** `RFC n §s` or a key of content/sources.yaml. */
  source: z.string(),
})

/** An error message as a program prints it, with its cause and cure. */
export const errorSchema = z.strictObject({
  id: slug,
  message: z.string(),
  /** The program that prints it, and the version it was seen in. */
  program: z.string(),
  version: z.string(),
  /** Where it is seen: what a person at the client sees, what the server logs, or what is sent on the wire. */
  where: z.enum(['client', 'server log', 'wire']),
  meaning: sentence,
  cause: sentence,
  cure: sentence,
  facts: z.array(factId).min(1),
  sessions,
  /** A command of content/tried.yaml that makes it appear. */
  tried: slug.optional(),
  /** Whether practice asks about it: only where no other message's cause is also right. */
  ask: z.literal(true).optional(),
})

/** A piece of old advice, and what is left of it. */
export const claimSchema = z.strictObject({
  id: slug,
  claim: prose,
  verdict: z.enum(['wrong', 'half-right', 'was-right']),
  /** The year since when it is wrong or only half right; null where it never was right. */
  since: z.int().min(1980).max(2026).nullable(),
  origin: z.strictObject({ text: sentence, facts: z.array(factId).default([]), source: slug.optional() }),
  truth: sentence,
  facts: z.array(factId).min(1),
  sessions,
})

/** Every entry of a file has an id of its own. */
export function listOf<S extends z.ZodType<{ id: string }>>(entry: S) {
  return z.array(entry).check((payload) => {
    const seen = new Set<string>()
    payload.value.forEach(({ id }, index) => {
      if (seen.has(id)) {
        payload.issues.push({ code: 'custom', path: [index, 'id'], message: 'this id is used twice', input: id })
      }
      seen.add(id)
    })
  })
}

export type Port = z.output<typeof portSchema>
export type Fact = z.output<typeof factSchema>
export type FactSource = Fact['sources'][number]
export type Source = z.output<typeof sourceSchema>
export type Term = z.output<typeof termSchema>
export type ErrorMessage = z.output<typeof errorSchema>
export type Claim = z.output<typeof claimSchema>
