import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, release } from '../../src/recorder/claim.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'mailwire-claim-'))
  folder = join(parent, 'setup')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const never = () => {
  throw new Error('cleared what someone has')
}

test('two set-ups at once: the second one is told so', async () => {
  expect(await claim(folder, never)).toBe(true)
  expect(await claim(folder, never)).toBe(false)
  release(folder)
  expect(await claim(folder, never)).toBe(true)
})

test('one that died keeps nobody out', async () => {
  mkdirSync(folder)
  // Linux gives no process a number beyond this.
  writeFileSync(join(folder, 'pid'), '4194305\n')
  expect(await claim(folder, () => release(folder))).toBe(true)
})
