import { afterEach, expect, test, vi } from 'vitest'
import { midnights } from '../../../src/widgets/practice/midnights.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('days begin at midnight, also where the clock was put forward or back', () => {
  vi.stubEnv('TZ', 'Europe/Berlin')
  const hours = (now: string, days: number) => {
    const found = midnights(Date.parse(now), days)
    return found.slice(1).map((end, i) => (end - (found[i] ?? 0)) / 3_600_000)
  }
  expect(midnights(Date.parse('2026-03-28T20:00Z'), 0)).toEqual([Date.parse('2026-03-27T23:00Z')])
  expect(hours('2026-03-28T20:00Z', 3)).toEqual([24, 23, 24])
  expect(hours('2026-10-24T20:00Z', 3)).toEqual([24, 25, 24])
})
