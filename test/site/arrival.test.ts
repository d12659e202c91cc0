// Where a link to a player leads to, on small screens and where a page has two players of one session.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test.each([
  ['a phone on its side', { viewport: { width: 740, height: 360 } }],
  ['a window at 400 %', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }],
])('on %s a link opens what its sender saw, its row in view', async (_, screen) => {
  for (const switched of ['', '?wiretap=1']) {
    const path = `/sessions/submission-starttls/#submission-starttls/server-hello${switched}`
    const { page, close } = await open(browser, path, screen)
    const row = page.locator('li.step.now')
    await row.waitFor()
    expect(await row.getAttribute('data-step')).toBe('server-hello')
    expect(await page.locator('[data-act=wiretap]').getAttribute('aria-pressed')).toBe(String(switched !== ''))
    await page.waitForFunction(() => {
      const { top = -1, bottom = 0 } = document.querySelector('li.step.now .label')?.getBoundingClientRect() ?? {}
      return top >= 0 && bottom <= innerHeight
    })
    await close()
  }
})

test('two players of one session have addresses of their own', async () => {
  const { page, close } = await open(browser, '/lessons/11-implicit-tls/')
  const [whole, excerpt] = [0, 1].map((at) => page.locator('[data-session=submission-implicit]').nth(at))
  for (const player of [whole!, excerpt!]) {
    await player.locator('.controls').scrollIntoViewIfNeeded()
    await player.locator('input[type=range]:enabled').waitFor()
    await player.getByRole('button', { name: 'Step forward' }).click()
    await player.locator('.now').waitFor()
  }
  await page.waitForURL(/#submission-implicit\.2\//)
  const stoodAt = await whole!.locator('.now').getAttribute('data-step')
  await excerpt!.getByRole('button', { name: 'Last' }).click()
  await page.waitForURL(/\.2\/rst-2$/)
  await page.goBack()
  await excerpt!.locator('.now').waitFor()
  await page.waitForFunction(() => !document.querySelector('[data-name="submission-implicit.2"] .now[data-step^=rst]'))
  expect(await whole!.locator('.now').getAttribute('data-step')).toBe(stoodAt)
  // The one that the address names stays in view, not the other that is put back with it.
  const { y = 0, height = 0 } = (await excerpt!.locator('.scroll').boundingBox()) ?? {}
  expect(y + height).toBeGreaterThan(0)
  expect(y).toBeLessThan(page.viewportSize()?.height ?? 0)
  await close()

  const other = await open(browser, '/lessons/11-implicit-tls/#submission-implicit.2/quit')
  await other.page.locator('[data-name="submission-implicit.2"] .now[data-step=quit]').waitFor()
  expect(await other.page.locator('[data-name="submission-implicit"] .now').count()).toBe(0)
  await other.close()
})

test('what is played to its end has all arrived, with its keys', async () => {
  const { page, close } = await open(browser, '/lessons/21-hardening/')
  const player = page.locator('[data-session=suite-chacha20]')
  await player.locator('.controls').scrollIntoViewIfNeeded()
  await player.locator('input[type=range]:enabled').waitFor()
  await player.getByLabel('Speed').selectOption('8')
  await player.getByRole('button', { name: 'Play', exact: true }).click()
  await player.locator('[data-act=last][aria-disabled=true]').waitFor()
  await player.getByRole('button', { name: 'Play', exact: true }).waitFor()
  await page.waitForFunction(() => !document.querySelector('[data-session=suite-chacha20] .flies'))
  await close()
})
