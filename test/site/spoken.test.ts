// A lesson as one hears it.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('the sliders of a comparison say their names', async () => {
  const { page, close } = await open(browser, '/lessons/01-two-doors/')
  for (const name of ['Round-trip delay', 'Time'])
    expect(await page.getByRole('slider', { name, exact: true }).count()).toBe(1)
  await close()
})
