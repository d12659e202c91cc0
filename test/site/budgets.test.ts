// Bytes and requests do not vary from run to run, so budgets are tests.
import { brotliCompressSync } from 'node:zlib'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { findBrowser } from '../browser-binary.ts'

const site = inject('siteUrl')
const kB = 1000

let browser: Browser
beforeAll(async () => {
  const binary = await findBrowser()
  browser = await chromium.launch({ executablePath: binary.path, args: binary.args, env: binary.env })
})
afterAll(() => browser.close())

const brotli = (body: Buffer | string): number => brotliCompressSync(body).length

interface Loaded {
  readonly page: Page
  /** Brotli bytes of all that has come so far. */
  all(): Promise<number>
  /** Brotli bytes of JavaScript so far, inline scripts included. */
  javascript(): Promise<number>
  requests(): string[]
}

/** Opens a page cold and weighs what it fetches, each body as brotli. */
async function load(url: string): Promise<Loaded> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
  const page = await context.newPage()
  const bodies = new Map<string, Promise<{ type: string; bytes: number }>>()
  page.on('response', (response) => {
    bodies.set(
      response.url(),
      response.body().then((body) => ({ type: response.headers()['content-type'] ?? '', bytes: brotli(body) })),
    )
  })
  await page.goto(url, { waitUntil: 'networkidle' })

  const inline = async (): Promise<number> => {
    const scripts = await page.evaluate(() =>
      [...document.scripts]
        .filter(
          (script) => !script.src && (!script.type || script.type === 'module' || script.type.includes('javascript')),
        )
        .map((script) => script.textContent),
    )
    return scripts.reduce((sum, script) => sum + brotli(script), 0)
  }
  const weighed = () => Promise.all(bodies.values())
  return {
    page,
    all: async () => (await weighed()).reduce((sum, { bytes }) => sum + bytes, 0),
    javascript: async () =>
      (await weighed()).filter(({ type }) => type.includes('javascript')).reduce((sum, { bytes }) => sum + bytes, 0) +
      (await inline()),
    requests: () => [...bodies.keys()],
  }
}

test.each([
  ['the first lesson', '/lessons/01-two-doors/'],
  ['a lesson with its widgets near the top', '/lessons/14-the-story-of-465/'],
])('%s, before a widget is in view: at most 40 kB in all, 12 kB of JavaScript and 12 requests', async (_, path) => {
  const loaded = await load(site + path)
  const figures = { all: await loaded.all(), javascript: await loaded.javascript(), requests: loaded.requests().length }
  console.log(path, figures)
  expect(figures.all).toBeLessThanOrEqual(40 * kB)
  expect(figures.javascript).toBeLessThanOrEqual(12 * kB)
  expect(figures.requests).toBeLessThanOrEqual(12)
  expect(loaded.requests().filter((url) => !url.startsWith(site))).toEqual([])
  await loaded.page.context().close()
})
