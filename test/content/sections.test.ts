/**
 * Every section of an RFC that the course names is really there.
 *
 * content/rfc-sections.json lists the section numbers of the RFCs, so that this can be checked without their texts;
 * with RFC_DIR set the list itself is held against the texts (CITATIONS=write brings it up to date).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'astro/zod'
import { expect, test } from 'vitest'
import { sectionsOf } from './citations.ts'

const listFile = 'content/rfc-sections.json'
const rfcDir = process.env['RFC_DIR']
if (rfcDir !== undefined && process.env['CITATIONS'] === 'write') writeList(rfcDir)

const list = z.record(z.string().regex(/^\d+$/), z.string()).parse(JSON.parse(readFileSync(listFile, 'utf8')))
const sections = new Map(Object.entries(list).map(([rfc, numbers]) => [Number(rfc), new Set(numbers.split(' '))]))

// "RFC 8314 §3.3", "RFC 8314 section 3.3", "RFC 8314, section 3.3", "RFC 8446 Appendix D.4"
const mention =
  /RFC[  ]?(\d{3,4}),?\s+(?:§§?[  ]?|sections?\s+|Appendix\s+|appendix\s+)([A-Z](?:\.\d+)*|\d+(?:\.\d+)*)\b/g

const texts = [...filesIn('content', /\.(yaml|mdx)$/), ...filesIn('src', /\.(astro|svelte|ts)$/)]

test('the course names sections', () => {
  expect(texts.flatMap(mentionsIn).length).toBeGreaterThan(50)
})

test('every section that is named is in that RFC', () => {
  const missing = texts.flatMap((file) =>
    mentionsIn(file).flatMap(({ rfc, section, line }) => {
      const known = sections.get(rfc)
      return known === undefined || known.has(section) ? [] : [`${file}:${line}: RFC ${rfc} has no section ${section}`]
    }),
  )
  expect(missing).toEqual([])
})

if (rfcDir !== undefined) {
  test('the list of sections is what the texts say', () => {
    expect(list).toEqual(listFrom(rfcDir))
  })
}

function mentionsIn(file: string): { rfc: number; section: string; line: number }[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(mention)].map((match) => ({
    rfc: Number(match[1]),
    section: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }))
}

function filesIn(folder: string, names: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .map((name) => join(folder, name))
}

function listFrom(dir: string): Record<string, string> {
  const rfcs = readdirSync(dir).flatMap((name) => /^rfc(\d+)\.txt$/.exec(name)?.[1] ?? [])
  const rows = rfcs.map((rfc): [string, string] => {
    const numbers = sectionsOf(Number(rfc), dir)?.map(({ number }) => number) ?? []
    return [rfc, [...new Set(numbers.filter((number) => number !== 'header'))].join(' ')]
  })
  return Object.fromEntries(rows.sort(([one], [other]) => Number(one) - Number(other)))
}

function writeList(dir: string): void {
  writeFileSync(listFile, `${JSON.stringify(listFrom(dir), null, 2)}\n`)
}
