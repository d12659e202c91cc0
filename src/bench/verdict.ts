/**
 * Measures how long a learner waits for a verdict: from the press on "Check the
 * answer" to the frame that shows it, on a lesson's questions, beside a bare
 * page's button in the same run, at full speed and with the processor slowed
 * four times: `node src/bench/verdict.ts [built site]`.
 *
 * A press is held for 80 ms, as people do.
 */
import type { Browser, Locator, Page } from 'playwright'
import { bareButton, paintedIn, slow, TRIALS, watchEvents } from './input-to-paint.ts'
import { onBuiltSite, over, verdictOn } from './on-built-site.ts'
import { spread, told } from './spread.ts'

const target = { median: 16, p95: 32, max: 40 } as const

/** @returns how long one press took to be painted, ms */
async function pressed(page: Page, button: Locator): Promise<number> {
  await page.waitForTimeout(200)
  return paintedIn(page, () => button.click({ delay: 80 }), 200)
}

/** Slows the page and watches its clicks alone: what the pressing itself paints is not the answer. */
async function watchClicks(page: Page, rate: number): Promise<void> {
  await watchEvents(page, 'click')
  await slow(page, rate)
}

const newPage = (browser: Browser): Promise<Page> =>
  browser.newPage({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })

async function barePage(browser: Browser, rate: number): Promise<number[]> {
  const page = await newPage(browser)
  const button = await bareButton(page)
  await watchClicks(page, rate)
  const times: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) times.push(await pressed(page, button))
  await page.close()
  return times
}

async function quiz(browser: Browser, site: string, rate: number): Promise<number[]> {
  const page = await newPage(browser)
  await page.goto(`${site}/lessons/01-two-doors/`, { waitUntil: 'networkidle' })
  await page.locator('.quiz').last().scrollIntoViewIfNeeded()
  const forms = page.locator('.quiz form').filter({ has: page.locator('.quiz-options input') })
  await forms.first().waitFor()
  const count = await forms.count()
  await page.waitForTimeout(1000)
  await watchClicks(page, rate)
  const times: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    const form = forms.nth(trial % count)
    // Another choice than before is a new attempt.
    const options = form.locator('.quiz-options label')
    await options.nth(Math.floor(trial / count) % (await options.count())).click()
    const button = form.locator('.quiz-actions button').first()
    await button.scrollIntoViewIfNeeded()
    times.push(await pressed(page, button))
    if (!/[✓✗]/.test(await form.locator('.quiz-said').innerText())) throw new Error('There is no verdict.')
    await form.locator('.quiz-verdict').waitFor()
  }
  await page.close()
  return times
}

/** @returns whether every target is met */
async function benchVerdict(browser: Browser, site: string): Promise<boolean> {
  let met = true
  for (const rate of [1, 4] as const) {
    const rows = [
      ['bare page: a click', spread(await barePage(browser, rate))],
      ['quiz: a verdict', spread(await quiz(browser, site, rate))],
    ] as const
    console.log(`\n${rate === 1 ? 'Full speed' : `Processor slowed ${rate} times`}: press to paint, ms`)
    for (const [name, times] of rows) console.log(`${name.padEnd(22)}${told(times)}`)
    met = verdictOn(over(rows[1][1], target)) && met
  }
  return met
}

await onBuiltSite(benchVerdict)
