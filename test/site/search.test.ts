import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('words find pages, within the site’s own policy', async () => {
  const { page, complaints, strangers, close } = await open(browser, '/search/')
  await page.getByRole('searchbox').fill('STARTTLS')
  await page.locator('.search .results > li').first().waitFor()
  expect(await page.getByRole('status').innerText()).toMatch(/^\d+ pages?/)
  expect(await page.locator('.search mark').first().innerText()).toMatch(/starttls/i)
  expect(new URL(page.url()).searchParams.get('q')).toBe('STARTTLS')
  expect(complaints).toEqual([])
  expect(strangers).toEqual([])
  await close()
})

test.each([
  ['an error message', 'wrong version number', '/errors/#'],
  ['a word of the glossary', 'opportunistic TLS', '/glossary/#'],
  ['a recording', 'submission on port 587', '/sessions/submission-starttls/'],
  ['old advice', '465 is deprecated', '/claims/'],
])('%s is found, and the result leads to it', async (_, words, place) => {
  const { page, close } = await open(browser, `/search/?q=${encodeURIComponent(words)}`)
  const link = page.locator(`.search .results a[href^="${place}"]`).first()
  await link.waitFor()
  await link.click()
  await page.waitForURL((url) => url.href.includes(place))
  const { hash } = new URL(page.url())
  if (hash) expect(await page.locator(hash).count()).toBe(1)
  await close()
})

test('the arrow keys walk from the box through the results, and Enter opens one', async () => {
  const { page, close } = await open(browser, '/search/')
  await page.getByRole('searchbox').fill('handshake')
  const first = page.locator('.search .results a').first()
  await first.waitFor()
  const href = await first.getAttribute('href')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(href)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname + url.hash === href)
  await close()
})

test('what nothing matches is said, and markup stays text', async () => {
  const { page, complaints, close } = await open(browser, '/search/')
  await page.getByRole('searchbox').fill('<img src=x onerror=alert(1)> zzqq')
  await expect.poll(() => page.getByRole('status').innerText()).not.toBe('')
  expect(await page.locator('.search img').count()).toBe(0)
  expect(complaints).toEqual([])
  await close()
})

test('without scripts the page says where to look instead', async () => {
  const { page, close } = await open(browser, '/search/', { javaScriptEnabled: false })
  expect(await page.locator('.search form').isVisible()).toBe(false)
  expect(await page.locator('main').innerText()).toContain('Searching needs a script')
  await close()
})
