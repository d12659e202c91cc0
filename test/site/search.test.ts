import type { Browser, Page } from 'playwright'
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

test('what explains a word comes before the recordings that only hold it, and more can be shown', async () => {
  const { page, close } = await open(browser, '/search/?q=starttls')
  const groups = page.locator('.search .found > section')
  await groups.first().waitFor()
  expect(await groups.locator('h2').allInnerTexts()).toEqual([
    expect.stringContaining('Lessons and reference'),
    expect.stringContaining('Recordings'),
    expect.stringContaining('Practice'),
  ])
  const items = groups.nth(1).locator('.results > li')
  const before = await items.count()
  await groups
    .nth(1)
    .getByRole('button', { name: /^Show \d+ more of \d+$/ })
    .click()
  await expect.poll(() => items.count()).toBe(before + 10)
  const next = items.nth(before).getByRole('link').first()
  expect(await next.evaluate((link) => link === document.activeElement)).toBe(true)
  await close()
})

test('no excerpt has two words in one, and the entry that is about the words stands first', async () => {
  const { page, close } = await open(browser, '/search/?q=self+signed+certificate')
  await page.locator('.search .results > li').first().waitFor()
  expect(await page.locator('.search .found').innerText()).not.toMatch(/server(dovecot|postfix)|client(gnutls|openssl)/)
  expect(await page.locator('.search a[href="/errors/#self-signed"]').count()).toBe(1)
  expect(await page.locator('.search a[href="/glossary/#base64"]').count()).toBe(0)
  await close()
})

test('a word that no page has finds nothing', async () => {
  const { page, close } = await open(browser, '/search/?q=zzzz')
  await expect.poll(() => page.getByRole('status').innerText(), { timeout: 5000 }).toContain('Nothing found')
  expect(await page.locator('.search .results').count()).toBe(0)
  await close()
})

test('the index comes once, also where words are typed that no page has', async () => {
  const { page, close } = await open(browser, '/search/')
  const loads: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname === '/pagefind/pagefind.js') loads.push(pathname)
  })
  for (const words of ['zzzz', 'zzzzq', 'zzzzqx']) {
    await page.getByRole('searchbox').fill(words)
    await expect
      .poll(() => page.getByRole('status').innerText(), { timeout: 5000 })
      .toContain(`Nothing found for “${words}”`)
  }
  expect(loads).toHaveLength(1)
  await close()
})

test('a line pasted from a log finds the message in it', async () => {
  const line = 'Nov 26 10:00:00 mx7 postfix/smtpd[4321]: lost connection after STARTTLS from unknown[203.0.113.5]'
  const { page, close } = await open(browser, `/search/?q=${encodeURIComponent(line)}`)
  await page.locator('.search a[href^="/errors/#"]').first().waitFor()
  expect(await page.locator('.search .results a[href^="/errors/#"]').first().innerText()).toContain('lost connection')
  await close()
})

test('a whole log is answered soon, by its most telling message, and is not said back whole', async () => {
  const line = 'Nov 26 10:00:00 mx7 postfix/smtpd[4321]: lost connection after STARTTLS from unknown[203.0.113.5] '
  const { page, close } = await open(browser, '/search/')
  for (const [paste, says] of [
    [line.repeat(1000), /^That is too long to be searched whole\. “lost connection/],
    ['zzqq '.repeat(20_000), /^Nothing found for “zzqq .*…”\. Only its beginning/],
  ] as const) {
    await page.getByRole('searchbox').fill(paste)
    await expect.poll(() => page.getByRole('status').innerText(), { timeout: 5000 }).toMatch(says)
    expect((await page.getByRole('status').innerText()).length).toBeLessThan(200)
  }
  await close()
})

/**
 * The first request for a path that begins so does not arrive; later ones do. A route that ends after one request may hold
 * up for good another that comes just then: this one stays.
 *
 * @returns how many were asked for so far
 */
async function loseFirst(page: Page, beginning: string): Promise<() => number> {
  let asked = 0
  await page.route(
    (url) => url.pathname.startsWith(beginning),
    (route) => (asked++ === 0 ? route.abort() : route.continue()),
  )
  return () => asked
}

test.each(['pagefind.js', 'pagefind-entry.json', 'wasm.'])(
  'where %s did not arrive, trying again finds what is asked',
  async (name) => {
    const { page, close } = await open(browser, '/search/')
    await loseFirst(page, `/pagefind/${name}`)
    await page.getByRole('searchbox').fill('STARTTLS')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.search .results > li').first().waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await close()
  },
)

test('a part of the index that did not arrive once is not taken for one without the words', async () => {
  const { page, close } = await open(browser, '/search/')
  const asked = await loseFirst(page, '/pagefind/index/')
  await page.getByRole('searchbox').fill('STARTTLS')
  await page.locator('.search .results > li').first().waitFor()
  expect(asked()).toBeGreaterThan(1)
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
  await expect.poll(() => page.getByRole('status').innerText(), { timeout: 5000 }).toContain('Nothing found')
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
