// YAML has straight quotes; a page of prose has none.
import { expect, test } from 'vitest'
import { prose, sentence, typeset } from '../../src/sessions/prose.ts'

test.each([
  ["The client's port, and the servers' too", 'The client’s port, and the servers’ too'],
  ['Use 587, never "if available".', 'Use 587, never “if available”.'],
  ['It says "Didn\'t find STARTTLS" and goes on.', "It says “Didn't find STARTTLS” and goes on."],
  ["`swaks --body 'a'b'` sends the client's", "`swaks --body 'a'b'` sends the client’s"],
  ["printf '220'", "printf '220'"],
  ['12"', '12"'],
  ['', ''],
])('%s', (written, shown) => {
  expect(typeset(written)).toBe(shown)
})

test('what is typeset stays as it is the second time', () => {
  const once = typeset('The client\'s "hello", of the servers\' own.')
  expect(typeset(once)).toBe(once)
})

test('a sentence ends as one', () => {
  expect(sentence.parse("The server's.")).toBe('The server’s.')
  expect(sentence.safeParse('The server').success).toBe(false)
  expect(prose.parse("The server's")).toBe('The server’s')
})
