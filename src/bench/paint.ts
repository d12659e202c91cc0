/**
 * Measures how long a player takes to paint what was asked of it, on the
 * longest session, beside a bare page in the same run, at full speed and with
 * the processor slowed four times: `node src/bench/paint.ts [built site]`.
 *
 * A scrub's frame is the thumb's, and the next one the list's; a switch shows
 * that somebody listens, and a frame later what is heard: so it is told as well
 * when the row was there.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import type { Timeline } from '../core/timeline/timeline.ts'
import { bareButton, paintedIn, slow, TRIALS, watchEvents } from './input-to-paint.ts'
import { onBuiltSite, over, verdictOn } from './on-built-site.ts'
import { spread, told } from './spread.ts'

const PLAYED_MS = 4000

/** By processor slowdown; `terminal` where xterm.js draws too. */
const targets = {
  1: { plain: { median: 16, p95: 16, max: 24 }, terminal: { median: 16, p95: 16, max: 24 }, late: 0, lateTerminal: 0 },
  4: { plain: { median: 16, p95: 32, max: 40 }, terminal: { median: 24, p95: 40, max: 48 }, late: 2, lateTerminal: 5 },
} as const

/** Acts again and again, after a pause each time. @returns what each took to be painted, ms */
async function timed(page: Page, act: (trial: number) => Promise<void>, pauseMs = 120): Promise<number[]> {
  const times: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) times.push(await paintedIn(page, () => act(trial), pauseMs))
  return times
}

/** @returns how many frames of a hundred came late while the page did what it was doing */
function lateFrames(page: Page): Promise<number> {
  return page.evaluate(async (ms) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
    await frame()
    let before = await frame()
    const until = before + ms
    let due = 0
    let missed = 0
    while (before < until) {
      const now = await frame()
      const frames = Math.max(1, Math.round((now - before) / (1000 / 60)))
      due += frames
      missed += frames - 1
      before = now
    }
    return (100 * missed) / due
  }, PLAYED_MS)
}

/** The session with the most steps of those that the site holds. */
function longestSession(root: string): Timeline {
  const all = readdirSync(join(root, 'timeline'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(root, 'timeline', name), 'utf8')) as Timeline)
  const longest = all.sort((a, b) => b.steps.length - a.steps.length)[0]
  if (!longest) throw new Error(`There is no timeline in ${root}. Build the site first: npm run build`)
  return longest
}

async function slowed(browser: Browser, rate: number): Promise<Page> {
  // What the service worker puts by for later would be measured with the rest.
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, serviceWorkers: 'block' })
  await slow(page, rate)
  return page
}

/** Keeps in `rowsIn` how long each press takes to bring the current row up to date, ms. */
async function watchRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: number[] = []
    let pressed = 0
    for (const press of ['pointerdown', 'keydown']) {
      addEventListener(press, ({ timeStamp }) => (pressed = timeStamp), true)
    }
    new MutationObserver((changes) => {
      if (!pressed || !changes.some(({ target }) => (target as Element).classList.contains('now'))) return
      const from = pressed
      pressed = 0
      // After the frame in which it changed.
      setTimeout(() => seen.push(performance.now() - from))
    }).observe(document.body, { subtree: true, attributeFilter: ['class'] })
    Object.assign(window, { rowsIn: seen })
  })
}

/** @returns how long the presses took since it was last asked, ms */
function rowsIn(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { rowsIn: number[] }).rowsIn.splice(0))
}

type Row = readonly [name: string, times: readonly number[]]

async function barePage(browser: Browser, rate: number): Promise<{ rows: Row[]; late: number }> {
  const page = await slowed(browser, rate)
  const button = await bareButton(page)
  await watchEvents(page)
  const times = await timed(page, () => button.click())
  const late = await lateFrames(page)
  await page.close()
  return { rows: [['bare page: a click', times]], late }
}

async function player(
  browser: Browser,
  site: string,
  { id, steps }: Timeline,
  rate: number,
  views: string,
): Promise<{ rows: Row[]; followed: Row[]; late: number }> {
  const page = await slowed(browser, rate)
  await page.goto(`${site}/sessions/${id}/#${id}/?views=${views}`, { waitUntil: 'networkidle' })
  const figure = page.locator('figure.session').first()
  await figure.scrollIntoViewIfNeeded()
  await figure.locator('input[type=range]:enabled').waitFor()
  if (views.includes('terminal')) await figure.locator('.xterm-rows').waitFor({ state: 'attached' })
  await page.waitForTimeout(1500)
  await watchEvents(page)
  const scroll = figure.locator('.scroll')
  await scroll.focus()
  const step = await timed(page, () => page.keyboard.press('ArrowRight'))
  await page.keyboard.press('Home')
  await page.waitForTimeout(500)
  // Unhurried, so that each arrow is seen to be drawn.
  const draw = await timed(page, () => page.keyboard.press('ArrowRight'), 500)
  const scrubber = figure.getByRole('slider', { name: 'Step' })
  await scrubber.scrollIntoViewIfNeeded()
  const box = await scrubber.boundingBox()
  if (!box) throw new Error('The player has no scrubber.')
  await watchRows(page)
  const places = new Set<string>()
  // Places far from each other, so that many rows change.
  const scrub = await timed(page, async (trial) => {
    places.add(await scrubber.inputValue())
    await page.mouse.click(box.x + box.width * (0.05 + 0.9 * ((trial * 0.618) % 1)), box.y + box.height / 2)
  })
  if (places.size < TRIALS / 2) throw new Error(`The scrubber stood at ${places.size} places only in ${TRIALS} clicks.`)
  const scrubbed = await rowsIn(page)
  // Where the messages in sight are sealed, so that many rows change.
  await page.mouse.click(box.x + box.width * 0.88, box.y + box.height / 2)
  await scroll.focus()
  await page.keyboard.press('w')
  await page.waitForTimeout(500)
  if ((await scroll.locator('.tapped').count()) < 10) throw new Error('The wiretap is switched where little is sealed.')
  await rowsIn(page)
  const tap = await timed(page, () => page.keyboard.press('w'))
  const tapped = await rowsIn(page)
  await page.keyboard.press('Home')
  await page.keyboard.press('k')
  const late = await lateFrames(page)
  const went = Number(await figure.locator('.counts b').textContent())
  if (!(went > 0)) throw new Error(`Nothing played on ${id}: it stands at ${went} of ${steps.length}.`)
  await page.close()
  return {
    rows: [
      ['step, step, step', step],
      ['step', draw],
      ['scrub', scrub],
      ['eavesdrop', tap],
    ],
    followed: [
      ['scrub, its row', scrubbed],
      ['eavesdrop, its row', tapped],
    ],
    late,
  }
}

/** @returns whether every target is met */
async function benchPaint(browser: Browser, site: string, root: string): Promise<boolean> {
  const session = longestSession(root)
  console.log(`The longest session: ${session.id}, ${session.steps.length} steps; ${TRIALS} times each`)
  let met = true
  for (const rate of [1, 4] as const) {
    console.log(
      `\n${rate === 1 ? 'Full speed' : `Processor slowed ${rate} times`}: input to paint, ms, and late frames`,
    )
    const print = (
      views: string,
      { rows, followed = [], late }: Awaited<ReturnType<typeof barePage>> & { followed?: Row[] },
    ) => {
      for (const [name, times] of [...rows, ...followed]) {
        console.log(`${views.padEnd(18)}${name.padEnd(22)}${told(spread(times))}`)
      }
      console.log(`${views.padEnd(18)}${'while it plays'.padEnd(22)}${late.toFixed(1)} % late`)
    }
    const bare = await barePage(browser, rate)
    print('', bare)
    for (const [views, kind] of [
      ['ladder,bytes', 'plain'],
      ['ladder,terminal', 'terminal'],
    ] as const) {
      const ours = await player(browser, site, session, rate, views)
      print(views, ours)
      const target = targets[rate][kind]
      const lateAllowed = targets[rate][kind === 'plain' ? 'late' : 'lateTerminal']
      const missed = ours.rows.flatMap(([name, times]) =>
        over(spread(times), target).map((words) => `${name} ${words}`),
      )
      if (ours.late > lateAllowed) missed.push(`late frames ${lateAllowed} %`)
      met = verdictOn(missed) && met
    }
  }
  return met
}

await onBuiltSite(benchPaint)
