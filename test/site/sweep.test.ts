// What must hold on every page, tried on one page of each kind; `npm run sweep` tries all of them.
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, bringAxe, colourings, repainted } from './axe.ts'
import { builtPages, everyPage, open, openBrowser, sweptPages } from './site.ts'

const paths = sweptPages()
// A long word or a wide table is a question's own, so each page of those is measured.
const measured = builtPages()
  .map(({ path }) => path)
  .filter((path) => paths.includes(path) || /^\/practice\/questions\//.test(path))

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Islands wake when they are seen; what they do then must please axe as well. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(150)
}

test.each(paths)(
  '%s is accessible on a phone and on a desk, in light, in dark and in forced colours',
  async (path) => {
    const { page, close } = await open(browser, path, { bypassCSP: true, reducedMotion: 'reduce' })
    await settle(page)
    await bringAxe(page)
    const found: string[] = []
    for (const [at, { name, media }] of colourings.entries())
      for (const width of [360, 1280]) {
        // The shorter run sees each width and each colouring once or twice, the longer one every pair of them.
        if (!everyPage && (width === 360) !== (at % 2 === 1)) continue
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia(media)
        await repainted(page)
        for (const line of await axe(page)) found.push(`${width} ${name} ${line}`)
      }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
    await repainted(page)
    for (const line of await axe(page)) found.push(`forced colours ${line}`)
    expect(found).toEqual([])
    await close()
  },
  240_000,
)

test.each(measured)('%s keeps its policy and its origin, and does not scroll sideways at 320 pixels', async (path) => {
  const { page, complaints, strangers, close } = await open(browser, path, { viewport: { width: 320, height: 640 } })
  // Scrolled through, so that whatever waits to be seen is seen.
  await page.evaluate(async () => {
    for (let at = 0; at < document.body.scrollHeight && at < 40_000; at += 600) {
      scrollTo(0, at)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  await settle(page)
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.body.querySelectorAll('*')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .slice(0, 5)
          .map(
            (element) => `${element.tagName} ${element.className} ${Math.round(element.getBoundingClientRect().right)}`,
          ),
  )
  expect({ wide, complaints, strangers }).toEqual({ wide: [], complaints: [], strangers: [] })
  await close()
})
