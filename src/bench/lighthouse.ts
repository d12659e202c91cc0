/**
 * Lighthouse, as a phone sees it, over the pages of the built site:
 * `npm run lighthouse`, or `npm run lighthouse -- /lessons/ /compare/` for some.
 * Prints a line for each page that falls short of 100 in one of the four
 * scores, and the spread of what was measured, beside a page of one heading in
 * the same run. Times suffer on a busy machine.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright'
import { findBrowser } from './browser-binary.ts'
import { serveSite } from './serve-site.ts'
import { spread, told } from './spread.ts'

const sitePort = 4398
const debugPort = 4399
const scores = ['performance', 'accessibility', 'best-practices', 'seo'] as const
/** The audit, its name here, and how many digits it is told to. */
const figures = [
  ['first-contentful-paint', 'first paint, ms', 0],
  ['largest-contentful-paint', 'largest paint, ms', 0],
  ['total-blocking-time', 'blocked, ms', 0],
  ['cumulative-layout-shift', 'layout shift', 3],
  ['total-byte-weight', 'bytes', 0],
] as const

/** The paths in the sitemap, in its order. */
const listedPaths = (): string[] =>
  [...readFileSync('dist/sitemap-0.xml', 'utf8').matchAll(/<loc>https?:\/\/[^/]+([^<]*)<\/loc>/g)].map(
    ([, path = '/']) => path,
  )

interface Measured {
  readonly scores: readonly number[]
  readonly figures: readonly number[]
  /** Audits that cost points. */
  readonly lacking: readonly string[]
}

async function measure(url: string): Promise<Measured> {
  const run = await lighthouse(url, {
    port: debugPort,
    onlyCategories: [...scores],
    logLevel: 'silent',
  })
  if (!run) throw new Error(`Lighthouse gave no result for ${url}.`)
  const { audits, categories } = run.lhr
  const costly = scores.flatMap((name) => categories[name]?.auditRefs.filter(({ weight }) => weight > 0) ?? [])
  return {
    scores: scores.map((name) => Math.round((categories[name]?.score ?? 0) * 100)),
    figures: figures.map(([name]) => audits[name]?.numericValue ?? NaN),
    lacking: costly.flatMap(({ id }) => {
      const score = audits[id]?.score
      return typeof score === 'number' && score < 0.9 ? [id] : []
    }),
  }
}

const server = await serveSite('dist', sitePort)
process.once('exit', () => server.kill())

const bareFile = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Bare</title><h1>A bare page</h1><p>One file, a few words, and nothing else.</p></html>`
const bare = createServer((_, response) => response.setHeader('content-type', 'text/html').end(bareFile))
bare.listen(0, '127.0.0.1')
await once(bare, 'listening')
const bareAddress = bare.address()
const barePort = typeof bareAddress === 'object' ? bareAddress?.port : undefined

const binary = await findBrowser()
const browser = await chromium.launch({
  executablePath: binary.path,
  args: [...binary.args, `--remote-debugging-port=${debugPort}`],
  env: binary.env,
})
try {
  const paths = process.argv.slice(2).length > 0 ? process.argv.slice(2) : listedPaths()
  const all: Measured[] = []
  for (const path of paths) {
    const measured = await measure(`http://localhost:${sitePort}${path}`)
    all.push(measured)
    if (measured.scores.some((score) => score < 100)) {
      console.log(`${path}: ${measured.scores.join(', ')} (${measured.lacking.join(', ')})`)
    }
  }
  const whole = all.filter((each) => each.scores.every((score) => score === 100)).length
  console.log(`\n${whole} of ${all.length} pages: 100 in ${scores.join(', ')}`)
  const beside: Measured[] = []
  for (let times = 0; times < 5; times++) beside.push(await measure(`http://127.0.0.1:${barePort}/`))
  for (const [at, [, name, digits]] of figures.entries()) {
    const row = (some: readonly Measured[]) => told(spread(some.map((each) => each.figures[at] ?? NaN)), digits)
    console.log(`${name}: ${row(all)}; a bare page: ${row(beside)}`)
  }
} finally {
  await browser.close()
  server.kill()
  bare.close()
}
