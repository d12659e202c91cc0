/** Where a source can be read, and how it is named in print. Links only: nothing is fetched. */
import type { Source } from '../core/practice/question.ts'
import { getFact, getSource, type FactSource } from './facts.ts'

export interface SourceLink {
  /** `RFC 8314 §3.3`, or the title of another source. */
  readonly label: string
  /** The same for a voice: `RFC 8314, section 3.3`. */
  readonly spoken: string
  readonly href: string | null
  /** The sentence itself, word for word; null where none is kept. */
  readonly quote: string | null
  /** Where in a source that is no RFC to look; null where the label says it. */
  readonly note: string | null
}

/** @throws {ContentError} where a source's key is not in content/sources.yaml */
export function sourceLink(source: FactSource): SourceLink {
  if ('rfc' in source) return { ...rfcLink(source.rfc, source.section), quote: source.quote, note: null }
  const { title, url } = getSource(source.source)
  return { label: title, spoken: title, href: url ?? null, quote: source.quote ?? null, note: source.note ?? null }
}

/** The sources of a fact as questions carry them. @throws {ContentError} where there is no such fact */
export function sourcesOf(fact: string): Source[] {
  return getFact(fact).sources.map((source): Source => {
    const { label, href, note } = sourceLink(source)
    return { fact, label: note === null ? label : `${label}, ${note}`, ...(href !== null && { href }) }
  })
}

/** Sources without those that read like one before them. */
export function eachOnce(sources: readonly Source[]): Source[] {
  return sources.filter(({ label }, index) => sources.findIndex((other) => other.label === label) === index)
}

/** Reads `RFC 8446 §4.1.2`, or a key of content/sources.yaml, as glossary and explanations write them. */
export function parseSource(text: string): SourceLink {
  const rfc = /^RFC (\d+)(?: (?:§|Appendix )([A-Z0-9.]+))?$/.exec(text)
  if (rfc) return { ...rfcLink(Number(rfc[1]), rfc[2] ?? 'header'), quote: null, note: null }
  const { title, url } = getSource(text)
  return { label: title, spoken: title, href: url ?? null, quote: null, note: null }
}

function rfcLink(rfc: number, section: string): Omit<SourceLink, 'quote' | 'note'> {
  const page = `https://www.rfc-editor.org/rfc/rfc${rfc}`
  if (section === 'header') return { label: `RFC ${rfc}`, spoken: `RFC ${rfc}`, href: page }
  // Sections that begin with a letter are appendices, and the RFC Editor's pages name them so.
  const appendix = /^[A-Z]/.test(section)
  return {
    label: `RFC ${rfc} ${appendix ? 'App. ' : '§'}${section}`,
    spoken: `RFC ${rfc}, ${appendix ? 'appendix' : 'section'} ${section}`,
    href: `${page}#${appendix ? 'appendix' : 'section'}-${section}`,
  }
}
