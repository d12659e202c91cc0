/** Each package that the project asks for by name has its reason in the README, and the README names no others. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Manifest {
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const section = readFileSync('README.md', 'utf8').split('## Dependencies, and why\n')[1]?.split('\n## ')[0] ?? ''
const names = section
  .split('\n')
  .map((line) => /^- (.+?): /.exec(line)?.[1] ?? '')
  .flatMap((heads) => [...heads.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
const reasoned = new Set(names)

// Said in the README as "and their plugins", and the types of what is named.
const isPlugin = (name: string) =>
  /^(?:@types\/|(?:eslint|prettier)-plugin-|astro-eslint-parser$|@eslint\/js$|globals$)/.test(name)
const asked = [
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.devDependencies),
  ...Object.keys(manifest.optionalDependencies),
].filter((name) => !isPlugin(name))

test('every dependency has its reason in the README', () => {
  expect(asked.filter((name) => !reasoned.has(name))).toEqual([])
})

test('the README gives no reason for a package that is gone', () => {
  expect([...reasoned].filter((name) => !asked.includes(name))).toEqual([])
})
