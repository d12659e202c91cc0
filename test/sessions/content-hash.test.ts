import { expect, test } from 'vitest'
import { contentHash } from '../../src/sessions/content-hash.ts'

test('a hash of what is in a file changes with it, and has as many digits as are asked for', () => {
  expect(contentHash({ a: [1] })).toBe('ff5464c3')
  expect(contentHash({ a: [1] }, 6)).toBe('ff5464')
  expect(contentHash({ a: [2] })).not.toBe(contentHash({ a: [1] }))
})
