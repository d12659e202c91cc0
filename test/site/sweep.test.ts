// What must hold on every page, tried on one page of each kind; `npm run sweep` tries all of them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtPages, open, openBrowser } from './site.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Lessons are alike, and so are recordings and the questions of a lesson; any other page is of a kind of its own. */
const kind = (path: string): string => path.replace(/^(\/lessons\/|\/sessions\/|\/practice\/questions\/).+\/$/, '$1*')
const everything = builtPages().map(({ path }) => path)
const everyPage = Boolean(process.env['MAILWIRE_SWEEP'])
const paths = everyPage
  ? everything
  : everything.filter((path, at) => everything.findIndex((other) => kind(other) === kind(path)) === at)

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/** Axe's findings, one line each. Its script comes in past the page's policy, as a browser extension would. */
async function axe(page: Page): Promise<string[]> {
  const violations = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)`,
  )) as Violation[]
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${String(node.target)} ${node.failureSummary ?? ''}`),
  )
}

/** Islands wake when they are seen; what they do then must please axe as well. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(150)
}

/** A change of colours runs down the tree as transitions, level by level, even where motion is reduced. */
async function repainted(page: Page): Promise<void> {
  await page.waitForTimeout(100)
  await page.waitForFunction(() => !document.getAnimations().some((animation) => animation instanceof CSSTransition))
}

test.each(paths)(
  '%s is accessible on a phone and on a desk, in light, in dark and in forced colours',
  async (path) => {
    const { page, close } = await open(browser, path, { bypassCSP: true, reducedMotion: 'reduce' })
    await settle(page)
    await page.evaluate(axeSource)
    const found: string[] = []
    for (const width of [360, 1280])
      for (const colorScheme of ['light', 'dark'] as const) {
        // The shorter run sees each width and each set of colours once.
        if (!everyPage && (width === 360) !== (colorScheme === 'dark')) continue
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        await repainted(page)
        for (const line of await axe(page)) found.push(`${width} ${colorScheme} ${line}`)
      }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
    await repainted(page)
    for (const line of await axe(page)) found.push(`forced colours ${line}`)
    expect(found).toEqual([])
    await close()
  },
  240_000,
)

test.each(paths)('%s keeps its policy and its origin, and does not scroll sideways at 320 pixels', async (path) => {
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
