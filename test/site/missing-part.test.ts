// A widget whose script cannot be fetched says so, where it stands; what the build wrote stays.
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, siteUrl } from './site.ts'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
})
beforeEach(async () => {
  page = await browser.newPage({ serviceWorkers: 'block' })
  return () => page.close()
})
afterAll(() => browser.close())

test('a player and a prediction without their script say what to do', async () => {
  await page.route(/_astro\/player\..*\.js$/, (route) => route.abort())
  await page.goto(`${siteUrl()}/lessons/01-two-doors/`)
  for (const part of ['figure.session', 'astro-island:has(.predict)']) {
    const missing = page.locator(part).first()
    await missing.scrollIntoViewIfNeeded()
    await missing.getByRole('alert').first().waitFor()
    expect(await missing.getByRole('alert').first().textContent()).toBe('This part is missing. Reload the page.')
  }
  expect(await page.locator('figure.session li.step').first().isVisible()).toBe(true)
})

test.each([
  ['styles', /_astro\/xterm\..*\.css$/],
  ['script', /_astro\/TerminalScreen\..*\.js$/],
])('a terminal without its %s says what to do', async (_, part) => {
  await page.route(part, (route) => route.abort())
  await page.goto(`${siteUrl()}/sessions/submission-starttls/`)
  const terminal = page.locator('.view.terminal')
  await terminal.scrollIntoViewIfNeeded()
  await terminal.getByRole('alert').waitFor()
  expect(await terminal.getByRole('alert').textContent()).toBe(
    'The recording could not be fetched. Reload the page to try again.',
  )
  expect(await terminal.locator('.xterm').count()).toBe(0)
})

test('typing it oneself without its script says what to do, and the button that asked for it stays', async () => {
  await page.route(/_astro\/TypeIt\..*\.js$/, (route) => route.abort())
  await page.goto(`${siteUrl()}/sessions/submission-starttls/`)
  const terminal = page.locator('.view.terminal')
  await terminal.scrollIntoViewIfNeeded()
  const begin = terminal.getByRole('button', { name: 'Type it yourself' })
  await begin.click()
  await expect
    .poll(() => terminal.getByRole('status').textContent())
    .toBe('This part could not be fetched. Reload the page to try again.')
  expect(await begin.isVisible()).toBe(true)
})
