import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, reducedMotion: 'reduce' } as const

test('on a phone the details of a port come into sight when it is chosen, and its wire stays there', async () => {
  const { page, close } = await open(browser, '/', phone)
  const wire = (port: number) => page.locator(`label:has(#port-${port})`)
  const heading = (port: number) => page.locator(`.panel[data-port="${port}"] h2`)
  await wire(587).tap()
  await expect
    .poll(() =>
      heading(587)
        .boundingBox()
        .then((box) => box && box.y + box.height),
    )
    .toBeLessThanOrEqual(740)
  expect((await wire(587).boundingBox())?.y).toBeGreaterThanOrEqual(0)

  // What is in sight already moves nothing, and arrow keys keep the wire that has the focus in sight.
  const before = await page.evaluate(() => scrollY)
  await page.keyboard.press('ArrowDown')
  expect(await page.locator('#port-25').isChecked()).toBe(true)
  expect(await page.evaluate(() => scrollY)).toBe(before)
  expect((await wire(25).boundingBox())?.y).toBeGreaterThanOrEqual(0)
  await close()
})

test('on a desk the details stand beside the wires, and nothing scrolls', async () => {
  const { page, close } = await open(browser, '/', { viewport: { width: 1280, height: 800 } })
  await page.locator('label:has(#port-587)').click()
  await page.waitForTimeout(300)
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await close()
})

test('a button whose words need two lines has room around them', async () => {
  const { page, close } = await open(browser, '/', phone)
  const room = await page.locator('.button.primary').evaluate((button) => {
    const words = document.createRange()
    words.selectNodeContents(button)
    const [outer, inner] = [button.getBoundingClientRect(), words.getBoundingClientRect()]
    return Math.min(inner.top - outer.top, outer.bottom - inner.bottom, inner.left - outer.left)
  })
  expect(room).toBeGreaterThanOrEqual(6)
  await close()
})
