import { expect, test } from 'vitest'
import { spread, told } from '../../src/bench/spread.ts'

test('a row of figures is told by three of its own', () => {
  const row = Array.from({ length: 40 }, (_, i) => 40 - i)
  expect(spread(row)).toEqual({ median: 20, p95: 38, max: 40 })
  expect(spread([7])).toEqual({ median: 7, p95: 7, max: 7 })
  expect(told(spread([0.1234, 2]), 3)).toBe('median 0.123, p95 2.000, max 2.000')
})
