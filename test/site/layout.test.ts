// A step is laid out once, at the end of its frame: a script that asks for a measure before makes the browser do it twice.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'
import { traced } from './trace.ts'

const STEPS = 12

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('a step asks for the layout only where the list scrolls to follow it, never for the bytes', async () => {
  const id = 'submission-starttls'
  const { page, close } = await open(browser, `/sessions/${id}/#${id}/greeting?views=ladder,bytes`)
  await page.locator('.bytes .hex .row').first().waitFor()
  await page.locator('.session .scroll').first().focus()
  const title = page.locator('.bytes header b')
  let shown = await title.textContent()
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline.stack']
  const events = await traced(page, categories, async () => {
    for (let step = 0; step < STEPS; step++) {
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => title.textContent()).not.toBe(shown)
      shown = await title.textContent()
    }
  })
  const layouts = events.filter(({ name }) => name === 'Layout')
  const askedBy = layouts.flatMap(({ args }) => args.beginData?.stackTrace?.[0]?.url ?? [])
  expect(layouts.length).toBeGreaterThanOrEqual(STEPS)
  expect(askedBy.length).toBeLessThan(STEPS)
  expect(askedBy.filter((url) => url.includes('/Bytes'))).toEqual([])
  await close()
})
