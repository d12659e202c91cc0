import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { getClaims, getErrors, getFacts } from '../../src/sessions/facts.ts'

const known = new Set(getFacts().map(({ id }) => id))
const texts = readdirSync('content', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(yaml|mdx)$/.test(name) && name !== 'facts.yaml')
  .map((name) => ({ name: join('content', name), text: readFileSync(join('content', name), 'utf8') }))

test('every fact that content names exists', () => {
  const unknown = texts.flatMap(({ name, text }) =>
    [...text.matchAll(/\bF\d+\.\d+\b/g)].flatMap(([id]) => (known.has(id) ? [] : [`${name}: ${id}`])),
  )
  expect(unknown).toEqual([])
})

test('every tag of a fact is a concept of the course', () => {
  const concepts: unknown = parse(readFileSync('content/concepts.yaml', 'utf8'))
  const ids = new Set(Array.isArray(concepts) ? concepts.map((concept: { id: string }) => concept.id) : [])
  const strange = getFacts().flatMap(({ id, tags }) => tags.flatMap((tag) => (ids.has(tag) ? [] : [`${id}: ${tag}`])))
  expect(strange).toEqual([])
})

test('every recording that a fact, a claim or an error message names is there', () => {
  const named = [...getFacts(), ...getClaims(), ...getErrors()].flatMap(({ id, sessions }) =>
    sessions.map((session) => ({ id, session })),
  )
  const missing = named.filter(({ session }) => !existsSync(join('public/sessions', session, 'session.json')))
  expect(missing).toEqual([])
})
