// What a narrow window must not do to code.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const phone = { viewport: { width: 360, height: 740 } }

test.each([
  ['a program', '/lessons/18-setting-up-a-client/', '.tried > pre[aria-label="Python smtplib"]'],
  ['the terminal a lesson opens with', '/lessons/09-certificates-and-names/', '.puzzle pre'],
  ['settings to copy', '/', '.answer[data-task="send"][data-offer="implicit"] pre[data-role="client"]'],
])('%s keeps its lines, can be scrolled by keyboard, and no line of it is hidden', async (_, path, selector) => {
  const { page, close } = await open(browser, path, phone)
  const code = page.locator(selector)
  const { lines, high, wide } = await code.evaluate((pre) => {
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(pre)
    const padding = parseFloat(paddingTop) + parseFloat(paddingBottom)
    return {
      lines: pre.textContent.trimEnd().split('\n').length,
      high: Math.round((pre.clientHeight - padding) / parseFloat(lineHeight)),
      wide: document.documentElement.scrollWidth,
    }
  })
  expect(high).toBe(lines)
  expect(wide).toBe(360)
  await code.focus()
  expect(await code.evaluate((pre) => pre === document.activeElement)).toBe(true)
  await close()
})

test('the small words around a recording are high enough to press', async () => {
  const { page, close } = await open(browser, '/sessions/submission-starttls/', phone)
  const small = await page
    .locator('.session .transcript summary, .session .session-foot a, .files a')
    .evaluateAll((targets) =>
      targets
        .map((target) => ({ words: target.textContent.trim(), high: target.getBoundingClientRect().height }))
        .filter(({ high }) => high < 24),
    )
  expect(small).toEqual([])
  await close()
})

test('no line ends inside an option', async () => {
  const { page, close } = await open(browser, '/lessons/01-two-doors/', phone)
  const broken = await page
    .locator('.text :is(p, li) > code, .tried > pre:not(.scrolls)')
    .evaluateAll((codes) =>
      codes.flatMap((code) =>
        [...code.querySelectorAll('.whole')]
          .filter((word) => word.getClientRects().length > 1)
          .map((w) => w.textContent),
      ),
    )
  expect(await page.locator('.whole').count()).toBeGreaterThan(5)
  expect(broken).toEqual([])
  await close()
})
