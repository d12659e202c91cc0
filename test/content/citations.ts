/** Holds quotations against the texts of the RFCs, where those texts are at hand. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fact } from '../../src/sessions/facts.ts'
import { oneLine, readRfcSections, type RfcSection } from './rfc-text.ts'

export interface Quotation {
  readonly fact: string
  readonly rfc: number
  readonly section: string
  readonly quote: string
}

/** What content/citations.json keeps of each quotation that was found. */
export interface Citation {
  readonly rfc: number
  readonly section: string
  /** SHA-256 of the quotation, whitespace made single spaces; first 16 hex digits. */
  readonly quote: string
  /** The day on which the quotation was found in the text. */
  readonly found: string
}

export function quotationsOf(facts: readonly Fact[]): Quotation[] {
  return facts.flatMap((fact) =>
    fact.sources.flatMap((source) =>
      'rfc' in source ? [{ fact: fact.id, rfc: source.rfc, section: source.section, quote: source.quote }] : [],
    ),
  )
}

export function hashOf(quote: string): string {
  return createHash('sha256').update(oneLine(quote)).digest('hex').slice(0, 16)
}

/**
 * Looks for a quotation in the section it names.
 * @returns null where it stands there, else what is wrong
 */
export function problemWith({ fact, rfc, section, quote }: Quotation, dir: string): string | null {
  const sections = sectionsOf(rfc, dir)
  if (sections === null) return `${fact}: there is no rfc${rfc}.txt in ${dir}`
  const named = sections.filter((candidate) => candidate.number === section)
  if (named.length === 0) return `${fact}: RFC ${rfc} has no section ${section}`
  const wanted = oneLine(quote)
  if (named.some(({ text }) => text.includes(wanted))) return null
  const elsewhere = sections.filter(({ text }) => text.includes(wanted)).map(({ number }) => number)
  const hint =
    elsewhere.length > 0 ? `it stands in section ${elsewhere.join(' and ')}` : 'it stands nowhere in that RFC'
  return `${fact}: not in RFC ${rfc} section ${section}, ${hint}: "${wanted}"`
}

const read = new Map<string, RfcSection[]>()

/** The sections of an RFC; null where its text is not in the folder. */
export function sectionsOf(rfc: number, dir: string): RfcSection[] | null {
  const path = join(dir, `rfc${rfc}.txt`)
  const known = read.get(path)
  if (known) return known
  if (!existsSync(path)) return null
  const sections = readRfcSections(readFileSync(path, 'utf8'))
  read.set(path, sections)
  return sections
}
