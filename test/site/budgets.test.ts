// Bytes and requests do not vary from run to run, so budgets are tests.
import { brotliCompressSync } from 'node:zlib'
import { chromium, type Browser, type Page, type Response } from 'playwright'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { findBrowser } from '../../src/bench/browser-binary.ts'

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
  /** Waits for what is still on its way, whose weight nobody asked for any more, and closes. */
  close(): Promise<void>
}

/** Opens a page cold and weighs what it fetches, each body as brotli. */
async function load(url: string): Promise<Loaded> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
  const page = await context.newPage()
  const bodies = new Map<string, Promise<{ type: string; bytes: number }>>()
  const weigh = (response: Response) => {
    bodies.set(
      response.url(),
      response.body().then((body) => ({ type: response.headers()['content-type'] ?? '', bytes: brotli(body) })),
    )
  }
  page.on('response', weigh)
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
    close: async () => {
      page.off('response', weigh)
      await weighed()
      await context.close()
    },
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
  await loaded.close()
})

/** Brings every island of a page into view, from top to bottom, and waits for what that fetches. */
async function readThrough({ page }: Loaded): Promise<void> {
  const islands = page.locator('astro-island')
  for (let at = 0; at < (await islands.count()); at++) {
    await islands.nth(at).evaluate((island) => island.firstElementChild?.scrollIntoView({ block: 'center' }))
    await page.waitForFunction((nth) => !document.querySelectorAll('astro-island')[nth]?.hasAttribute('ssr'), at)
  }
  await page.waitForLoadState('networkidle')
}

test('with ladder and bytes live at most 28 kB of JavaScript, with questions too at most 34, predictions included', async () => {
  // Its questions stand far below its player: they are not near before they are asked for.
  const loaded = await load(`${site}/lessons/07-tls-in-one-lesson/`)
  const player = loaded.page.locator('figure.session').first()
  await loaded.page.locator('.predict').first().scrollIntoViewIfNeeded()
  await player.scrollIntoViewIfNeeded()
  await player.getByRole('tree').waitFor()
  await player.getByRole('button', { name: 'Step forward' }).click()
  await loaded.page.waitForLoadState('networkidle')
  const bytes = await loaded.javascript()
  const quiz = loaded.page.locator('.quiz').last()
  await quiz.scrollIntoViewIfNeeded()
  await quiz.locator('form').first().waitFor()
  await loaded.page.waitForLoadState('networkidle')
  const withQuestions = await loaded.javascript()
  console.log('ladder and bytes live', bytes, 'and questions', withQuestions)
  expect(bytes).toBeLessThanOrEqual(28 * kB)
  expect(withQuestions).toBeLessThanOrEqual(34 * kB)
  await loaded.close()
})

test('with ladder, bytes and terminal live, and questions: at most 118 kB of JavaScript', async () => {
  const loaded = await load(`${site}/lessons/10-explicit-tls/`)
  await readThrough(loaded)
  const player = loaded.page.locator('figure.session').first()
  await player.scrollIntoViewIfNeeded()
  await player.getByRole('tree').waitFor()
  await player.locator('.xterm').waitFor({ state: 'attached' })
  await loaded.page.waitForLoadState('networkidle')
  const bytes = await loaded.javascript()
  console.log('all three views and questions live', bytes)
  expect(bytes).toBeLessThanOrEqual(118 * kB)
  await loaded.close()
})
