/**
 * How soon a session can be looked at once its bytes are there, in a browser: `node src/bench/ready.ts [HOW MANY]`, else
 * all of them.
 *
 * Each session gets a page of its own, so that nothing is warm but the code that is loaded. From the moment when the
 * capture and the timeline are in memory it takes: the timeline parsed, every segment, record and command read, what the
 * keys open opened, and the bytes of the first step laid out.
 */
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { createViteServer } from 'vitest/node'
import { findBrowser } from './browser-binary.ts'
import { getSessions } from '../sessions/sessions.ts'

const limitMs = 50

/** Serialised into the page, so it uses nothing from outside. */
async function measure({ capture, timeline }: { capture: string; timeline: string }): Promise<number> {
  const module = '/src/widgets/bytes/BytesWire.ts'
  const { Wire } = (await import(module)) as typeof import('../widgets/bytes/BytesWire.ts')
  const readers = ['smtp', 'imap', 'pop3', 'sieve'].map((name) => `/src/core/mail/${name}.ts`)
  const ciphers = ['/src/core/tls/webcrypto.ts', '/src/core/tls/tls12.ts', '/src/core/tls/library.ts']
  await Promise.all([...readers, ...ciphers].map((file) => import(file)))
  const bytes = Uint8Array.from(atob(capture), (letter) => letter.charCodeAt(0))
  const start = performance.now()
  const wire = await Wire.read(bytes, JSON.parse(timeline) as Parameters<typeof Wire.read>[1])
  if (wire.hasKeys) await wire.open()
  for (let step = 0; wire.bytesOf(step) === null && step < 20; step++);
  return performance.now() - start
}

const all = await getSessions()
const every = Math.max(1, Math.ceil(all.length / Number(process.argv[2] ?? all.length)))
const sessions = all.filter((_, i) => i % every === 0)
const { path, args, env } = await findBrowser()
const browser = await chromium.launch({ executablePath: path, args, env })
const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { host: '127.0.0.1', port: 0, hmr: false },
  plugins: [
    {
      name: 'empty-page',
      configureServer({ middlewares }) {
        middlewares.use((request, response, next) => {
          if (request.url !== '/') return next()
          response.setHeader('content-type', 'text/html')
          response.end('<!doctype html><title>bench</title>')
        })
      },
    },
  ],
})
const address = (await server.listen()).httpServer?.address()
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
const times: { id: string; ms: number }[] = []
for (const { id, timeline } of sessions) {
  const capture = readFileSync(new URL(`../../public/sessions/${id}/wire.pcapng`, import.meta.url)).toString('base64')
  let ms = Infinity
  // The best of three pages: other work on the machine only ever adds.
  for (let run = 0; run < 3; run++) {
    const page = await browser.newPage()
    await page.goto(origin)
    ms = Math.min(ms, await page.evaluate(measure, { capture, timeline: JSON.stringify(timeline) }))
    await page.close()
  }
  times.push({ id, ms })
}
await browser.close()
await server.close()
times.sort((a, b) => a.ms - b.ms)
const median = times[times.length >> 1]
const slowest = times.at(-1)
console.log(
  `${times.length} sessions ready in the browser after ${median?.ms.toFixed(1)} ms (median), ` +
    `${slowest?.ms.toFixed(1)} ms at most (${slowest?.id}); the limit is ${limitMs} ms.`,
)
if (!slowest || slowest.ms > limitMs) process.exitCode = 1
