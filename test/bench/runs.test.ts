// How benchmarks are started, and what tells that one of them fell short.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runEach } from '../../src/bench/run-each.ts'
import { serveSite } from '../../src/bench/serve-site.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailwire-bench-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('a program that fails is told of, even where the last one does not', () => {
  const program = (name: string, code: number) => {
    const file = join(folder, `${name}.mjs`)
    writeFileSync(file, `process.exitCode = ${code}`)
    return file
  }
  const [met, missed, last] = [program('met', 0), program('missed', 1), program('last', 0)]
  expect(runEach([met, missed, last])).toEqual([missed])
})

test('a site is served on a port that is free, and a port that is taken is an error', async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>A site</title>')
  const taken = createServer().listen(0, 'localhost')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await expect(serveSite(folder, port)).rejects.toThrow("The site's server ended at once")

  taken.close()
  await once(taken, 'close')
  const server = await serveSite(folder, port)
  try {
    expect((await fetch(`http://localhost:${port}/`)).status).toBe(200)
  } finally {
    server.kill()
  }
})
