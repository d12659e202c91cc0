// What the server says at its start can be opened.
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { dist } from './site.ts'
import { freePort } from './free-port.ts'

test.each([
  [undefined, 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', 'localhost'],
  ['::1', '[::1]'],
  ['::', 'localhost'],
])('where HOST is %s it says that the site is at %s, and there it is', async (host, said) => {
  const port = await freePort()
  const { HOST: _, ...env } = process.env
  const server = spawn(process.execPath, ['src/site/serve.ts', dist], {
    env: { ...env, ...(host === undefined ? {} : { HOST: host }), PORT: String(port) },
  })
  try {
    const line = await new Promise<string>((resolve, reject) => {
      server.stdout.once('data', (data: Buffer) => resolve(data.toString()))
      server.stderr.once('data', (data: Buffer) => reject(new Error(data.toString())))
    })
    const url = `http://${said}:${port}/`
    expect(line.trim()).toBe(`Mailwire is at ${url}`)
    expect((await fetch(url)).status).toBe(200)
  } finally {
    server.kill()
  }
})
