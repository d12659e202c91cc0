import { describe, expect, test } from 'vitest'
import { getGlossary, getSources, getTerm } from '../../src/sessions/facts.ts'
import { sectionsOf } from './citations.ts'

const terms = getGlossary()
const rfcDir = process.env['RFC_DIR']

describe('the glossary', () => {
  test('has sixty words or more, each once and in order', () => {
    expect(terms.length).toBeGreaterThanOrEqual(60)
    expect(new Set(terms.map(({ term }) => term.toLowerCase())).size).toBe(terms.length)
    const ids = terms.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
  })

  test('leads only to words it has, and never to the word itself', () => {
    const ids = new Set(terms.map(({ id }) => id))
    expect(terms.flatMap(({ id, see }) => see.filter((other) => other === id || !ids.has(other)))).toEqual([])
  })

  test('explains in one short sentence, which does not begin with the word itself', () => {
    for (const { term, short } of terms) {
      expect(short.split(/\s+/).length, term).toBeLessThanOrEqual(32)
      expect(short.toLowerCase().startsWith(`${term.toLowerCase()} is`), term).toBe(false)
    }
  })

  test('names a source for each word', () => {
    const known = new Set(Object.keys(getSources()))
    const bad = terms.filter(({ source }) => !/^RFC \d+ §[A-Z0-9.]+$/.test(source) && !known.has(source))
    expect(bad.map(({ id }) => id)).toEqual([])
  })

  test('a mistyped word is an error that names the nearest one', () => {
    expect(() => getTerm('starttsl')).toThrowErrorMatchingInlineSnapshot(`
      [ContentError: content/glossary.yaml: no term "starttsl".
      Did you mean "starttls"?]
    `)
  })
})

if (rfcDir !== undefined) {
  test('every section that the glossary names is there', () => {
    const missing = terms.flatMap(({ id, source }) => {
      const [, rfc, section] = /^RFC (\d+) §(.+)$/.exec(source) ?? []
      if (rfc === undefined) return []
      return sectionsOf(Number(rfc), rfcDir)?.some(({ number }) => number === section) ? [] : [`${id}: ${source}`]
    })
    expect(missing).toEqual([])
  })
}
