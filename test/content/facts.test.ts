/**
 * Every fact rests on something, and every quotation is real.
 *
 * With RFC_DIR set to a folder of rfcN.txt files, each quotation is looked for in the section it names, and
 * content/citations.json must say the same (CITATIONS=write brings it up to date). Without those texts the test
 * sees to it that citations.json vouches for each quotation as it is worded now.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'astro/zod'
import { getFact, getFacts, getSources } from '../../src/sessions/facts.ts'
import { hashOf, problemWith, quotationsOf, sectionsOf, type Citation } from './citations.ts'
import { readRfcSections } from './rfc-text.ts'

const facts = getFacts()
const quotations = quotationsOf(facts)
const rfcDir = process.env['RFC_DIR']

describe('facts', () => {
  test('are about two hundred or more', () => {
    expect(facts.length).toBeGreaterThanOrEqual(200)
  })

  test('name only sources that content/sources.yaml knows', () => {
    const known = new Set(Object.keys(getSources()))
    const named = facts.flatMap((fact) => fact.sources.flatMap((source) => ('source' in source ? [source.source] : [])))
    expect(named.filter((key) => !known.has(key))).toEqual([])
  })

  test('are marked for what they rest on', () => {
    const weak = new Set(['common-knowledge', 'smtps-encyclopaedia', 'rfc9525'])
    for (const fact of facts) {
      const keys = fact.sources.map((source) => ('rfc' in source ? 'rfc' : source.source))
      if (fact.mark === 'lab') expect(keys, fact.id).toContain('lab')
      if (fact.mark === 'verified')
        expect(
          keys.some((key) => !weak.has(key) && key !== 'lab'),
          fact.id,
        ).toBe(true)
      expect(fact.mark === 'known', fact.id).toBe(keys.every((key) => weak.has(key)))
    }
  })

  test('state a thing once: no two statements share most of their words', () => {
    const bags = facts.map((fact) => ({ id: fact.id, words: wordsOf(fact.statement) }))
    const twins = bags.flatMap((one, index) =>
      bags
        .slice(index + 1)
        .flatMap((other) => (overlap(one.words, other.words) > 0.6 ? [`${one.id} ${other.id}`] : [])),
    )
    expect(twins).toEqual([])
  })

  test('are one sentence of at most 50 words', () => {
    expect(facts.filter((fact) => fact.statement.split(/\s+/).length > 50).map((fact) => fact.id)).toEqual([])
  })

  test('a mistyped id is an error that names the nearest fact', () => {
    expect(() => getFact('F1.222')).toThrowErrorMatchingInlineSnapshot(`
      [ContentError: content/facts.yaml: no fact "F1.222".
      Did you mean "F1.22"?]
    `)
  })
})

describe('quotations', () => {
  test('are vouched for in content/citations.json, word for word', () => {
    if (rfcDir !== undefined && process.env['CITATIONS'] === 'write') writeCitations()
    const kept = new Set(readCitations().map(keyOf))
    const wanted = quotations.map(({ rfc, section, quote }) => keyOf({ rfc, section, quote: hashOf(quote) }))
    expect(
      wanted.filter((key) => !kept.has(key)),
      'run with RFC_DIR=... CITATIONS=write',
    ).toEqual([])
    expect(
      [...kept].filter((key) => !wanted.includes(key)),
      'no longer quoted',
    ).toEqual([])
  })
})

describe('the reader of RFC texts', () => {
  const text = [
    'Title                       RFC 1                     May 1999',
    '   1.  First ....... 2',
    '1.  First',
    '   It is a plain-',
    '   text protocol. The',
    'Author             Standards Track           [Page 1]',
    '\f',
    'RFC 1              A Title                 May 1999',
    '   second page.',
    '1.1.  Part',
    '   More.',
    'Appendix A.  Thoughts',
    '   Last.',
  ].join('\n')

  test('joins pages and broken words, and keeps a subsection apart', () => {
    const sections = readRfcSections(text)
    expect(sections.map(({ number }) => number)).toEqual(['header', '1', '1.1', 'A'])
    expect(sections[1]?.text).toBe('1. First It is a plain-text protocol. The second page.')
  })
})

if (rfcDir !== undefined) {
  describe('with the texts at hand', () => {
    test('every quotation stands in the section it names', () => {
      expect(quotations.flatMap((quotation) => problemWith(quotation, rfcDir) ?? [])).toEqual([])
    })

    test('the sections of a real RFC are found, each once', () => {
      const numbers = sectionsOf(8314, rfcDir)?.map(({ number }) => number) ?? []
      expect(numbers).toEqual(expect.arrayContaining(['1', '3.3', '7.3', 'A']))
      expect(numbers.filter((number) => number === '3.3')).toHaveLength(1)
    })

    test('a misplaced quotation is told where it stands', () => {
      const quotation = { fact: 'F0.0', rfc: 8314, section: '3.1', quote: 'This is a one-time procedural exception' }
      expect(problemWith(quotation, rfcDir)).toContain('it stands in section 7.3')
      expect(problemWith({ ...quotation, quote: 'SSL is best' }, rfcDir)).toContain('nowhere')
      expect(problemWith({ ...quotation, section: '99' }, rfcDir)).toContain('no section 99')
    })
  })
}

const citationsFile = 'content/citations.json'
const citationsSchema = z.array(
  z.strictObject({ rfc: z.int(), section: z.string(), quote: z.string().length(16), found: z.iso.date() }),
)

function readCitations(): Citation[] {
  return citationsSchema.parse(JSON.parse(readFileSync(citationsFile, 'utf8')))
}

function writeCitations(): void {
  const today = new Date().toISOString().slice(0, 10)
  const old = new Map(readCitations().map((citation) => [keyOf(citation), citation.found]))
  const found = quotations.filter((quotation) => problemWith(quotation, rfcDir ?? '') === null)
  const citations = new Map<string, Citation>()
  for (const { rfc, section, quote } of found) {
    const key = keyOf({ rfc, section, quote: hashOf(quote) })
    citations.set(key, { rfc, section, quote: hashOf(quote), found: old.get(key) ?? today })
  }
  const lines = [...citations.keys()].sort().map((key) => JSON.stringify(citations.get(key)))
  writeFileSync(citationsFile, `[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]\n`)
}

function keyOf({ rfc, section, quote }: Omit<Citation, 'found'>): string {
  return `${rfc} ${section} ${quote}`
}

// Small words say little about whether two statements are the same.
const small = new Set(
  'a an and are as at be but by for from has in is it its no not of on or so that the to with'.split(' '),
)

function wordsOf(statement: string): Set<string> {
  const words = statement.toLowerCase().match(/[a-z0-9]+(\.[0-9]+)*/g) ?? []
  return new Set(words.filter((word) => !small.has(word)))
}

/** The share of words two statements have in common, 0 to 1. */
function overlap(one: Set<string>, other: Set<string>): number {
  const common = [...one].filter((word) => other.has(word)).length
  return common / (one.size + other.size - common)
}
