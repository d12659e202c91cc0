import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every widget that a lesson may use is shown at /widgets/', () => {
  const offered = readFileSync('src/widgets/lesson-components.ts', 'utf8')
  const names = [...offered.matchAll(/^import (\w+) from/gm)].map(([, name = '']) => name)
  expect(names).toContain('Session')
  const page = readFileSync('src/pages/widgets/index.astro', 'utf8')
  expect(names.filter((name) => !new RegExp(`<${name}[\\s>]`).test(page.replaceAll(/\{'[^]*?'\}/g, '')))).toEqual([])
})
