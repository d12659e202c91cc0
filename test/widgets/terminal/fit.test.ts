import { expect, test } from 'vitest'
import { fit, tooNarrow } from '../../../src/widgets/terminal/terminal-fit.ts'

const exact = (size: number) => size * 0.602
/** A browser that puts each letter on a whole pixel. */
const rounded = (size: number) => Math.round(size * 0.602)

for (const [name, cell] of Object.entries({ exact, rounded })) {
  test(`all columns stand within their box, whatever its width (${name})`, () => {
    for (let width = 200; width <= 1400; width++) {
      for (const wrap of [true, false]) {
        const { columns, fontSize } = fit(width, 80, cell, wrap)
        expect(columns * cell(fontSize), `${width} px`).toBeLessThanOrEqual(width)
        expect(columns).toBeGreaterThanOrEqual(wrap ? 40 : 80)
        expect(columns).toBeLessThanOrEqual(80)
        if (!wrap || width < 320) continue
        expect(fontSize, `${width} px`).toBeGreaterThanOrEqual(columns < 80 ? 12 : 10.5)
      }
    }
  })

  test(`text is as large as fits, to a limit (${name})`, () => {
    for (let width = 200; width <= 700; width++) {
      const { columns, fontSize } = fit(width, 80, cell, false)
      expect(columns * cell(fontSize + 0.05), `${width} px`).toBeGreaterThan(width)
    }
    expect(fit(2000, 80, cell, true)).toEqual({ columns: 80, fontSize: 15 })
  })

  test(`a box is too narrow where readable text needs fewer columns (${name})`, () => {
    for (let width = 300; width <= 900; width++) {
      expect(fit(width, 80, cell, true).columns < 80, `${width} px`).toBe(tooNarrow(width, 80, cell))
    }
  })
}

test('text is no larger than lets all rows stand in the box', () => {
  const low = (size: number) => (size > 11 ? Infinity : exact(size))
  expect(fit(2000, 80, low, true)).toEqual({ columns: 80, fontSize: 11 })
  expect(fit(320, 80, low, true)).toEqual({ columns: 48, fontSize: 11 })
})
