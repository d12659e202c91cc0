// Each page carries the style that its own elements need, and waits for no sheet. It must look as the whole sheets have it.
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser, sweptPages } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const seen =
  'background-color background-image border border-radius box-shadow color content display fill font gap list-style opacity ' +
  'outline position stroke stroke-dasharray text-align text-decoration text-transform transform visibility white-space'

/** How each element is painted, and where, a line each. */
const looks = (page: Page): Promise<string[]> =>
  page.evaluate((properties) => {
    const told = (element: Element, pseudo?: string): string => {
      const style = getComputedStyle(element, pseudo)
      return properties.map((name) => style.getPropertyValue(name)).join('|')
    }
    return [...document.querySelectorAll('body, body *')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      const styles = [told(element), told(element, '::before'), told(element, '::after')]
      return `${element.outerHTML.slice(0, 80)} at ${x},${y} ${width}x${height} ${styles.join(' ')}`
    })
  }, seen.split(' '))

async function bringWholeSheets(page: Page): Promise<void> {
  const sheets = page.locator('link[rel=stylesheet]')
  await sheets.evaluateAll((links: HTMLLinkElement[]) => links.forEach((link) => (link.disabled = false)))
  await expect
    .poll(() => sheets.evaluateAll((links: HTMLLinkElement[]) => links.map((link) => link.sheet !== null)))
    .toEqual([true, true])
}

test.each(sweptPages())('%s looks the same with the style it carries and with all of it', async (path) => {
  const { page, close } = await open(browser, path, {
    viewport: { width: 360, height: 800 },
    colorScheme: 'dark',
    javaScriptEnabled: false,
  })
  const views = [
    { viewport: { width: 360, height: 800 }, media: { media: 'screen', colorScheme: 'dark' } },
    { viewport: { width: 1280, height: 800 }, media: { media: 'screen', colorScheme: 'light' } },
    { viewport: { width: 800, height: 1100 }, media: { media: 'print', colorScheme: 'light' } },
  ] as const
  const lookAtAll = async (): Promise<string[][]> => {
    const all: string[][] = []
    for (const { viewport, media } of views) {
      await page.setViewportSize(viewport)
      await page.emulateMedia(media)
      all.push(await looks(page))
    }
    return all
  }
  const carried = await lookAtAll()
  await bringWholeSheets(page)
  const whole = await lookAtAll()
  for (const [at, lines] of carried.entries())
    expect(lines.filter((line, nth) => line !== whole[at]?.[nth]).slice(0, 3)).toEqual([])
  await close()
})
