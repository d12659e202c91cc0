import { expect, test } from 'vitest'
import { unknownName } from '../../src/core/nearest.ts'

test('a name that nobody knows is answered with the nearest one, or with where to look', () => {
  const known = ['ehlo', 'starttls']
  expect(unknownName('a.yaml: no step', 'ehl', known, { otherwise: 'See b.' })).toBe(
    'a.yaml: no step "ehl".\nDid you mean "ehlo"?',
  )
  expect(unknownName('a.yaml: no step', 'quit', known, { otherwise: 'See b.' })).toBe('a.yaml: no step "quit".\nSee b.')
  expect(unknownName('a.yaml: no step', 'ehl', known, { also: 'All: c.' })).toBe(
    'a.yaml: no step "ehl".\nDid you mean "ehlo"? All: c.',
  )
  expect(unknownName('a.yaml: no step', 'quit', known, { also: 'All: c.' })).toBe('a.yaml: no step "quit".\nAll: c.')
})
