// Practice as a learner lives with it: days later, in another browser, in two tabs, where nothing may be kept.
import axe from 'axe-core'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, siteUrl } from './site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const newContext = (options = {}): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block', ...options })

async function visit(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(siteUrl() + path)
  // The widget of a practice page is in view and takes over at once; those of a lesson wait until they are.
  if (path.startsWith('/practice/')) await page.locator('main astro-island:not([ssr])').first().waitFor()
  return page
}

/** Chooses or types something and hands it in. */
async function answer(page: Page): Promise<void> {
  const form = page.locator('form.quiz-question').first()
  await form.waitFor()
  const select = form.locator('select')
  if (await form.locator('.quiz-options input').count()) await form.locator('.quiz-options label').first().click()
  else if (await select.count()) for (const one of await select.all()) await one.selectOption({ index: 1 })
  else if (await form.locator('.quiz-typed input').count()) await form.locator('.quiz-typed input').fill('1')
  await form.locator('.quiz-actions button').first().click()
}

/** Answers the first question of a lesson. */
async function answerIn(lesson: Page): Promise<void> {
  await lesson.locator('.quiz').scrollIntoViewIfNeeded()
  await answer(lesson)
  await lesson.locator('.quiz-verdict').first().waitFor()
}

/** Answers a whole run, whatever is asked. */
async function finishRun(page: Page): Promise<number> {
  let answered = 0
  await page.locator('.run-count').first().waitFor()
  while (await page.locator('.run-count').count()) {
    await answer(page)
    await page.locator('.quiz-verdict').waitFor()
    answered += 1
    // A second press right after the first counts as the same.
    await page.waitForTimeout(450)
    await page.locator('form.quiz-question .quiz-actions button').first().click()
  }
  return answered
}

const dueNow = async (page: Page): Promise<number> => {
  const figure = page.locator('.practice-figure strong').first()
  await figure.waitFor()
  return Number(await figure.textContent())
}

describe('review', () => {
  test('what was missed comes back a day later, as the forecast said, and once answered is gone', async () => {
    const context = await newContext()
    const start = new Date('2026-11-23T09:00:00Z')
    const first = await context.newPage()
    await first.clock.install({ time: start })
    await first.goto(`${siteUrl()}/practice/review/`)
    expect(await dueNow(first)).toBe(0)
    await first.getByRole('button', { name: /^Try 5 new/ }).click()
    await first.clock.resume()
    expect(await finishRun(first)).toBe(5)
    const rows = first.locator('.forecast tr')
    await rows.first().waitFor()
    const forecast = (await rows.locator('td').allTextContents()).map(Number)
    expect(forecast[0]).toBe(0)
    const tomorrow = forecast[1] ?? 0
    expect(tomorrow).toBeGreaterThan(0)
    // Due now is said only when it is due.
    expect(await dueNow(first)).toBe(0)
    await first.close()

    const next = await context.newPage()
    await next.clock.install({ time: new Date(start.getTime() + 26 * 3600 * 1000) })
    await next.goto(`${siteUrl()}/practice/review/`)
    expect(await dueNow(next)).toBe(tomorrow)
    await next.getByRole('button', { name: `Review ${tomorrow} now` }).click()
    await next.clock.resume()
    expect(await finishRun(next)).toBe(tomorrow)
    expect(await dueNow(next)).toBe(0)
    expect(await next.evaluate(() => document.activeElement?.className)).toContain('quiz-verdict')
    await context.close()
  })
})

describe('progress', () => {
  const figure = async (page: Page): Promise<number> => dueNow(page)

  test('a file carries it to a second browser, is merged there, and changes nothing the second time', async () => {
    const one = await newContext({ acceptDownloads: true })
    await answerIn(await visit(one, '/lessons/01-two-doors/'))
    const mine = await visit(one, '/practice/progress/')
    await expect.poll(() => figure(mine)).toBe(1)
    const [download] = await Promise.all([
      mine.waitForEvent('download'),
      mine.getByRole('button', { name: 'Save to a file' }).click(),
    ])
    const file = await download.path()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ mailwire: 'practice', format: 1 })

    const two = await newContext()
    await answerIn(await visit(two, '/lessons/03-the-port-map/'))
    const theirs = await visit(two, '/practice/progress/')
    await expect.poll(() => figure(theirs)).toBe(1)
    await theirs.locator('input[type=file]').setInputFiles(file)
    await theirs.getByText('1 entry added, 0 were here already.').waitFor()
    expect(await figure(theirs)).toBe(2)
    await theirs.locator('input[type=file]').setInputFiles(file)
    await theirs.getByText('0 entries added, 1 were here already.').waitFor()
    await theirs.reload()
    expect(await figure(theirs)).toBe(2)
    await theirs.locator('input[type=file]').setInputFiles({
      name: 'x.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"mailwire":"practice","format":99,"events":[]}'),
    })
    await theirs.getByText('A newer version of this site wrote that file.').waitFor()
    await one.close()
    await two.close()
  })

  test('a reset can be taken back', async () => {
    const context = await newContext()
    await answerIn(await visit(context, '/lessons/01-two-doors/'))
    const page = await visit(context, '/practice/progress/')
    await expect.poll(() => figure(page)).toBe(1)
    await page.getByRole('button', { name: 'Reset …' }).click()
    await page.getByRole('button', { name: 'Yes, reset everything' }).click()
    await expect.poll(() => figure(page)).toBe(0)
    await page.reload()
    expect(await figure(page)).toBe(0)
    await page.getByRole('button', { name: 'Take the reset back' }).click()
    await expect.poll(() => figure(page)).toBe(1)
    await context.close()
  })

  test('two tabs at once: each shows what the other learned', async () => {
    const context = await newContext()
    const watching = await visit(context, '/practice/progress/')
    expect(await figure(watching)).toBe(0)
    const pages = await Promise.all(
      ['/lessons/01-two-doors/', '/lessons/03-the-port-map/'].map((path) => visit(context, path)),
    )
    for (const page of pages) {
      await page.bringToFront()
      await answerIn(page)
    }
    await expect.poll(() => figure(watching)).toBe(2)
    await context.close()
  })

  test('where the browser keeps nothing the quiz works, says so, and says why', async () => {
    const context = await newContext()
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('not here', 'SecurityError')
      }
    })
    const page = await visit(context, '/lessons/01-two-doors/')
    await page.locator('.quiz').scrollIntoViewIfNeeded()
    await answer(page)
    await page.locator('.quiz-verdict').first().waitFor()
    await page.getByText('Your answers are kept only until you leave this page.').waitFor()
    await page.getByRole('link', { name: 'Why?' }).click()
    await page.getByText('This browser does not let the site keep anything here').waitFor()
    await context.close()
  })
})

test('a teacher’s link gives every browser the same quiz, its key and a sheet', async () => {
  const link = '/practice/teach/?seed=class7&n=6&kinds=single.point.port&bank=x'
  const sheets = await Promise.all(
    [360, 1280].map(async (width) => {
      const context = await newContext({ viewport: { width, height: 800 } })
      const page = await visit(context, link)
      await page.getByText('The questions have changed since this link was made').waitFor()
      await page.getByRole('button', { name: 'Sheet to print' }).click()
      await page.locator('.quiz-list > li').first().waitFor()
      const sheet = await page.locator('.quiz-list > li').allInnerTexts()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      // On paper: what to do with each question, and nothing that only a screen can use.
      expect(await page.locator('.sheet-task').count()).toBe(6)
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('main').innerText()).not.toMatch(
        /Print this|Choose what to ask|since this link was made/,
      )
      await page.emulateMedia({ media: 'screen' })
      await page.getByRole('button', { name: 'Answer key' }).click()
      await page.getByRole('heading', { name: 'Answer key' }).waitFor()
      const key = await page.locator('.quiz-list .quiz-sources').count()
      await context.close()
      return { sheet, key }
    }),
  )
  expect(sheets[0]?.sheet).toHaveLength(6)
  expect(sheets[0]).toEqual(sheets[1])
  expect(sheets[0]?.key).toBe(6)
})

// Every state of every practice widget, in the colours that people choose or that their system forces on the page.
describe.each([
  ['light, 1280', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
  ['dark, 360', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  [
    'forced colours, light, 360',
    { colorScheme: 'light', forcedColors: 'active', viewport: { width: 360, height: 740 } },
  ],
  [
    'forced colours, dark, 1280',
    { colorScheme: 'dark', forcedColors: 'active', viewport: { width: 1280, height: 800 } },
  ],
] as const)('axe finds nothing in any state: %s', (_, options) => {
  const check = async (page: Page, state: string): Promise<void> => {
    // Run as the tool's own script would be, past the page's policy.
    await page.evaluate(axe.source)
    // A colour on its way to another is neither.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
    const found = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      })
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
    })
    expect(found, state).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      `${state}: wider than the screen`,
    ).toBeLessThanOrEqual(options.viewport.width)
  }

  test('questions of every kind: asked, chosen, answered', { timeout: 180_000 }, async () => {
    const context = await newContext({ ...options, bypassCSP: true })
    for (const lesson of ['/lessons/01-two-doors/', '/lessons/03-the-port-map/', '/lessons/07-tls-in-one-lesson/']) {
      const page = await visit(context, lesson)
      await page.locator('.quiz').scrollIntoViewIfNeeded()
      await page.locator('.quiz form').first().waitFor()
      await check(page, `${lesson} asked`)
      const forms = await page.locator('.quiz form').all()
      for (const form of forms) {
        const inputs = form.locator('.quiz-options input')
        if (await inputs.count()) await form.locator('.quiz-options label').nth(1).click()
        for (const select of await form.locator('select').all()) await select.selectOption({ index: 1 })
        if (await form.locator('.quiz-typed input').count()) await form.locator('.quiz-typed input').fill('25')
      }
      await check(page, `${lesson} chosen`)
      for (const form of forms) {
        await form.locator('.quiz-actions button').first().click()
        await form.locator('.quiz-verdict').waitFor()
        // It comes a frame after the verdict.
        await page.evaluate(() => new Promise(requestAnimationFrame))
        expect(await form.evaluate((element) => element.contains(document.activeElement)), 'focus').toBe(true)
      }
      await check(page, `${lesson} answered`)
      await page.close()
    }
    await context.close()
  })

  test('drill, exam, diagnosis, review, endless, progress, teachers', { timeout: 180_000 }, async () => {
    const context = await newContext({ ...options, bypassCSP: true })

    const drill = await visit(context, '/practice/drill/')
    await drill.getByRole('button', { name: '20 cards' }).click()
    await drill.locator('.drill-options button').first().click()
    await drill.locator('.drill-said .quiz-tag').waitFor()
    await check(drill, 'drill, a card')
    await drill.keyboard.press('1')
    await drill.keyboard.press('Escape')
    await drill.locator('.practice-figure').waitFor()
    await check(drill, 'drill, result')

    const exam = await visit(context, '/practice/exam/')
    await check(exam, 'exam, choice')
    await exam.getByRole('button', { name: 'Begin the exam' }).click()
    await exam.locator('form.quiz-question').waitFor()
    await check(exam, 'exam, a question')
    await answer(exam)
    await exam.getByText('Question 2 of').waitFor()
    await exam.getByRole('button', { name: 'Hand in now' }).click()
    await check(exam, 'exam, not all is answered')
    await exam.getByRole('button', { name: 'Hand in all the same' }).click()
    await exam.getByRole('heading', { name: 'Result' }).waitFor()
    expect(await exam.evaluate(() => document.activeElement?.textContent)).toBe('Result')
    await check(exam, 'exam, report')

    const diagnosis = await visit(context, '/practice/diagnosis/')
    await check(diagnosis, 'diagnosis, cases')
    await diagnosis
      .getByRole('button', { name: /^Take the case/ })
      .first()
      .click()
    await diagnosis.locator('.diagnosis-looks button').first().click()
    expect(await diagnosis.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('group')
    await check(diagnosis, 'diagnosis, one look')
    await diagnosis.locator('input[name=cause]').first().check()
    await diagnosis.locator('input[name=cure]').first().check()
    await diagnosis.getByRole('button', { name: 'Decide' }).click()
    await diagnosis.locator('.quiz-verdict').waitFor()
    await check(diagnosis, 'diagnosis, verdict')
    await diagnosis.getByRole('button', { name: 'All cases' }).click()
    await expect.poll(() => diagnosis.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')

    const endless = await visit(context, '/practice/endless/')
    await check(endless, 'endless, choice')
    await endless.getByRole('button', { name: 'Ten questions' }).click()
    await endless.locator('form.quiz-question').waitFor()
    await answer(endless)
    await endless.locator('.quiz-verdict').waitFor()
    await check(endless, 'endless, answered')
    await endless.getByRole('button', { name: 'Stop here' }).click()

    const review = await visit(context, '/practice/review/')
    await review.locator('.practice-figure').waitFor()
    await check(review, 'review')
    const progress = await visit(context, '/practice/progress/')
    await progress.locator('table.lasting').waitFor()
    await progress.getByRole('button', { name: 'Reset …' }).click()
    await check(progress, 'progress, asking')

    const teach = await visit(context, '/practice/teach/')
    await check(teach, 'teachers, choice')
    for (const [name, heading] of [
      ['Sheet to print', 'Questions'],
      ['Answer key', 'Answer key'],
    ] as const) {
      await teach.getByRole('button', { name }).click()
      await teach.getByRole('heading', { name: heading }).waitFor()
      await check(teach, `teachers, ${name}`)
    }
    await context.close()
  })
})

describe('questions of a lesson that come alive late', () => {
  /** A lesson whose live questions are held back until `release`. */
  async function heldBack(): Promise<{ page: Page; context: BrowserContext; release: () => void }> {
    const context = await newContext()
    const page = await context.newPage()
    let release = () => {}
    const held = new Promise<void>((go) => (release = go))
    await page.route(/\/practice\/bank\//, async (route) => {
      await held
      await route.continue()
    })
    const asked = page.waitForRequest(/\/practice\/bank\//)
    await page.goto(`${siteUrl()}/lessons/01-two-doors/`)
    await page.locator('.quiz').last().scrollIntoViewIfNeeded()
    await asked
    return { page, context, release }
  }

  test('a learner on "Show the answer" is still in the same question when it comes alive', async () => {
    const { page, context, release } = await heldBack()
    await page.locator('.quiz summary').nth(1).focus()
    release()
    await page.locator('.quiz form').nth(1).waitFor()
    await page.waitForFunction(
      () => document.activeElement?.closest('form') === document.querySelectorAll('.quiz form')[1],
    )
    await context.close()
  })

  test('an answer that a learner has unfolded stays until it is folded', async () => {
    const { page, context, release } = await heldBack()
    await page.locator('.quiz summary').first().press('Enter')
    const arrived = page.waitForResponse(/\/practice\/bank\//)
    release()
    await (await arrived).finished()
    await page.waitForTimeout(300)
    expect(await page.locator('.quiz details[open] .quiz-verdict').first().isVisible()).toBe(true)
    expect(await page.locator('.quiz form').count()).toBe(0)
    await page.locator('.quiz summary').first().press('Enter')
    await page.locator('.quiz form').first().waitFor()
    await context.close()
  })
})
