// What the questions of a lesson add to a page that has Svelte's runtime already.
import { brotliCompressSync } from 'node:zlib'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, siteUrl } from './site.ts'

const budget = 6000
/** Svelte's runtime, and widgets that share the view. */
const others =
  /\/(svelte|svelte-\w+|hydrate|player|Session|SessionKeys|Bytes\w*|Ladder\w*|Terminal\w*|Predict\w*|Compare\w*|preload-helper)\./

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

// These lessons ask every kind of question, so nothing of the quiz stays away.
test.each(['/lessons/01-two-doors/', '/lessons/03-the-port-map/', '/lessons/14-the-story-of-465/'])(
  '%s: the quiz, up to a kept answer, adds at most 6 kB of JavaScript',
  async (path) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
    const page = await context.newPage()
    const scripts = new Map<string, Promise<number>>()
    page.on('response', (response) => {
      if (response.headers()['content-type']?.includes('javascript'))
        scripts.set(
          response.url().slice(siteUrl().length),
          response.body().then((body) => brotliCompressSync(body).length),
        )
    })
    await page.goto(siteUrl() + path, { waitUntil: 'networkidle' })
    const before = new Set(scripts.keys())
    await page.locator('.quiz').last().scrollIntoViewIfNeeded()
    const first = page
      .locator('.quiz')
      .last()
      .locator('form')
      .filter({ has: page.locator('input[type=radio]') })
      .first()
    await first.locator('input').first().check()
    await first.locator('.quiz-actions button').first().click()
    await first.locator('.quiz-verdict').waitFor()
    await page.waitForFunction(async () =>
      (await indexedDB.databases()).some(({ name }) => name === 'mailwire-practice'),
    )
    await page.waitForTimeout(300)

    const added = [...scripts].filter(([url]) => !before.has(url) && !others.test(url))
    const sizes = await Promise.all(added.map(async ([url, size]) => [url, await size] as const))
    const sum = sizes.reduce((total, [, size]) => total + size, 0)
    console.log(path, Object.fromEntries(sizes), sum)
    expect(sum, JSON.stringify(sizes)).toBeGreaterThan(1000)
    expect(sum, JSON.stringify(sizes)).toBeLessThanOrEqual(budget)
    // What is still on its way is let in before the door shuts.
    page.removeAllListeners('response')
    await Promise.all(scripts.values())
    await context.close()
  },
)
