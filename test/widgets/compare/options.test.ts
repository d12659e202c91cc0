// What an author gets to read who has mistyped a comparison.
// cspell:ignore rigth
import { expect, test } from 'vitest'
import { checkOptions } from '../../../src/widgets/compare/CompareOptions.ts'

const place = 'the page /lessons/01-two-doors/'

test('both sessions are taken as they are, and a mark of Astro’s is let be', () => {
  expect(checkOptions({ left: 'a', right: 'b', 'data-astro-cid-54ete4k7': true }, place)).toEqual({
    left: 'a',
    right: 'b',
  })
  expect(checkOptions({ left: 'a', right: 'b' }, place)).toEqual({ left: 'a', right: 'b' })
})

test('a mistyped option names the place and the nearest right one', () => {
  expect(() => checkOptions({ left: 'a', rigth: 'b' }, place)).toThrowErrorMatchingInlineSnapshot(`
    [ContentError: the page /lessons/01-two-doors/: <Compare>: no option "rigth".
    Did you mean "right"? There are: left, right.]
  `)
})

test('a missing option is named', () => {
  expect(() => checkOptions({ left: 'a' }, place)).toThrowErrorMatchingInlineSnapshot(`
    [ContentError: the page /lessons/01-two-doors/: <Compare>: it has no "right".
    Write the id of a session: <Compare left="…" right="…" />]
  `)
})
