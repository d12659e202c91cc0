import { expect, test } from 'vitest'
import { makePace } from '../../src/recorder/typing.ts'

const line = 'EHLO laptop.example.test'
const delays = (seed: string) => {
  const pace = makePace(seed)
  return [...line].map((character, index) => pace.key(character, line[index - 1] ?? ''))
}

test('a scenario is typed alike each time, and two scenarios are not', () => {
  expect(delays('submission-starttls')).toEqual(delays('submission-starttls'))
  expect(delays('submission-starttls')).not.toEqual(delays('submission-implicit'))
})

test('the pace is a person’s: 4 to 25 keys a second, and a moment of thought before a line', () => {
  for (const delay of delays('imap-starttls')) {
    expect(delay).toBeGreaterThan(20)
    expect(delay).toBeLessThan(250)
  }
  const pace = makePace('imap-starttls')
  for (let i = 0; i < 100; i++) {
    const ms = pace.think()
    expect(ms).toBeGreaterThanOrEqual(600)
    expect(ms).toBeLessThan(1100)
  }
})
