import { describe, expect, test } from 'vitest'
import { getClaims, getFact, getSource } from '../../src/sessions/facts.ts'

const claims = getClaims()

describe('old advice, checked', () => {
  test('takes twenty-four claims or more, each once', () => {
    expect(claims.length).toBeGreaterThanOrEqual(24)
    expect(new Set(claims.map(({ claim }) => claim.toLowerCase())).size).toBe(claims.length)
  })

  test('rests on facts, the origin of each claim as well as the truth', () => {
    for (const { id, facts, origin } of claims) {
      for (const fact of [...facts, ...origin.facts]) expect(getFact(fact).id, id).toBe(fact)
      if (origin.source !== undefined) expect(getSource(origin.source), id).toBeDefined()
      expect(origin.facts.length + (origin.source === undefined ? 0 : 1), id).toBeGreaterThan(0)
    }
  })

  test('rests on more than general knowledge', () => {
    const weak = claims.filter(({ facts }) => facts.every((fact) => getFact(fact).mark === 'known'))
    expect(weak.map(({ id }) => id)).toEqual([])
  })

  test('tells the truth in two to four sentences', () => {
    for (const { id, truth } of claims) {
      const sentences = truth.match(/[^.?!]+(\.\d[^.?!]*)*[.?!]/g)?.length ?? 0
      expect(sentences, id).toBeGreaterThanOrEqual(2)
      expect(sentences, id).toBeLessThanOrEqual(4)
    }
  })

  test('gives a year to every claim that once was right', () => {
    expect(
      claims.filter(({ verdict, since }) => verdict === 'was-right' && since === null).map(({ id }) => id),
    ).toEqual([])
  })

  test('covers what most guides get wrong', () => {
    const ids = [
      '465-is-deprecated',
      '587-requires-tls',
      'starttls-is-modern',
      'port-25-for-clients',
      '465-more-secure',
    ]
    expect(claims.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
  })
})
