import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getClaims, getErrors, getFacts, getGlossary, getPorts } from '../../src/sessions/facts.ts'
import { sessionIds } from '../../src/sessions/sessions.ts'
import { builtPages, open, openBrowser } from './site.ts'

const pages = new Map(builtPages().map((page) => [page.path, page.html]))
const html = (path: string): string => pages.get(path) ?? ''
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('every word, message, claim and fact has its entry, with an address of its own', () => {
  const missing = (path: string, entries: readonly { id: string }[]): string[] =>
    entries.filter(({ id }) => !html(path).includes(`id="${id}"`)).map(({ id }) => `${path}#${id}`)
  expect([
    ...missing('/glossary/', getGlossary()),
    ...missing('/errors/', getErrors()),
    ...missing('/claims/', getClaims()),
    ...missing('/about/sources/', getFacts()),
  ]).toEqual([])
})

test('every recording that a fact, a message or a claim names exists', () => {
  const recorded = sessionIds()
  const named = [...getFacts(), ...getErrors(), ...getClaims()].flatMap(({ id, sessions }) =>
    sessions.map((session) => ({ id, session })),
  )
  expect(named.filter(({ session }) => !recorded.includes(session))).toEqual([])
})

test('the contents of the error messages lead to each, with no script', async () => {
  const { page, close } = await open(browser, '/errors/', { javaScriptEnabled: false })
  const led = await page
    .locator('nav.contents li a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice(1)))
  expect(led.sort()).toEqual(
    getErrors()
      .map(({ id }) => id)
      .sort(),
  )
  await page.locator('nav.contents summary').first().click()
  expect(await page.locator('nav.contents li a').first().isVisible()).toBe(true)
  expect(await page.locator('[data-errors-filter]').isVisible()).toBe(false)
  await close()
})

test('the error messages can be filtered by a word, or by a line of somebody’s log', async () => {
  const { page, complaints, close } = await open(browser, '/errors/')
  const field = page.getByLabel('Part of a message, or a line of a log')
  const count = page.locator('#errors-count')
  await field.fill('has expired')
  await expect.poll(() => count.innerText()).toMatch(/^\d of \d+ messages$/)
  expect(await page.locator('#certificate-expired').isVisible()).toBe(true)
  expect(await page.locator('#openssl-wrong-version-number').isVisible()).toBe(false)
  await field.fill('Nov 26 10:00:00 mx7 postfix/smtpd[4321]: lost connection after STARTTLS from unknown[203.0.113.5]')
  await expect
    .poll(() => page.locator('.entry:visible h3').allInnerTexts())
    .toEqual([expect.stringContaining('lost connection after STARTTLS')])
  await field.fill('zq-'.repeat(300_000) + ' lost connection after STARTTLS')
  await expect
    .poll(() => page.locator('.entry:visible h3').allInnerTexts())
    .toEqual([expect.stringContaining('lost connection after STARTTLS')])
  await field.fill('zzzz')
  await expect.poll(() => count.innerText()).toContain('None of')
  await field.fill('')
  await expect.poll(() => count.innerText()).toBe(`${getErrors().length} messages`)
  expect(complaints).toEqual([])
  await close()
})

test('the cheat sheet fills one page of A4', async () => {
  const { page, close } = await open(browser, '/cheat-sheet/')
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
  // A4 in points (ISO 216: 210 by 297 mm).
  const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf)
  expect([Math.round(Number(box?.[1])), Math.round(Number(box?.[2]))]).toEqual([595, 842])
  await close()
})

test('the cheat sheet has the seven ports', async () => {
  const { page, close } = await open(browser, '/cheat-sheet/')
  const shown = await page.locator('.sheet table').first().locator('tbody th').allInnerTexts()
  const ports = getPorts()
    .filter(({ main }) => main)
    .map(({ port }) => String(port))
  expect(shown.sort()).toEqual(ports.sort())
  await close()
})

test('a source mark opens by mouse, by keyboard and without scripts, and Escape closes it', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, complaints, close } = await open(browser, '/claims/', { javaScriptEnabled })
    const mark = page.locator('.cite button').first()
    const note = page.locator('.cite [popover]').first()
    expect(await note.isVisible()).toBe(false)
    await mark.focus()
    await page.keyboard.press('Enter')
    expect(await note.isVisible()).toBe(true)
    expect(await note.innerText()).toMatch(/F\d+\.\d+, checked/)
    await page.keyboard.press('Escape')
    expect(await note.isVisible()).toBe(false)
    await mark.click()
    expect(await note.isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await close()
  }
})

test('Tab goes from mark to mark and covers no text: a note opens when its mark is pressed', async () => {
  const { page, close } = await open(browser, '/lessons/09-certificates-and-names/')
  const marks = page.locator('.text > p [data-note] > button')
  await marks.nth(0).focus()
  for (const next of [1, 2]) {
    await page.keyboard.press('Tab')
    expect(await marks.nth(next).evaluate((mark) => mark === document.activeElement)).toBe(true)
    expect(await page.locator('[data-note] [popover]:visible').count()).toBe(0)
  }
  await page.keyboard.press('Space')
  const note = page.locator('[data-note] [popover]:visible')
  expect(await note.count()).toBe(1)
  // Open, its links are the next stops; Escape leads back to the mark.
  await page.keyboard.press('Tab')
  expect(
    await note
      .locator('a')
      .first()
      .evaluate((link) => link === document.activeElement),
  ).toBe(true)
  await page.keyboard.press('Escape')
  expect(await marks.nth(2).evaluate((mark) => mark === document.activeElement)).toBe(true)
  await close()
})

test('on a phone no line begins with the comma after a word that explains itself', async () => {
  const orphans: string[] = []
  for (const [path, width] of [
    ['/lessons/09-certificates-and-names/', 360],
    ['/lessons/01-two-doors/', 320],
  ] as const) {
    const { page, close } = await open(browser, path, { viewport: { width, height: 740 } })
    orphans.push(
      ...(await page.locator('[data-note]').evaluateAll((notes) =>
        notes.flatMap((note) => {
          const { nextSibling: after, firstElementChild: mark } = note
          if (!(after instanceof Text) || !mark || !/^[,.;:)]/.test(after.data)) return []
          const sign = document.createRange()
          sign.setStart(after, 0)
          sign.setEnd(after, 1)
          return sign.getBoundingClientRect().left < mark.getBoundingClientRect().left ? [mark.textContent] : []
        }),
      )),
    )
    await close()
  }
  expect(orphans).toEqual([])
})

test('a note opens while the pointer rests on its mark, stays while it is on the note, and goes with it', async () => {
  const { page, close } = await open(browser, '/claims/')
  const note = page.locator('.cite [popover]').first()
  // What comes to be laid out above may move the mark from under the pointer: then it is pointed at again.
  const pointed = async () => {
    await page.mouse.move(1, 1)
    await page.locator('.cite button').first().hover()
    return note.waitFor({ state: 'visible', timeout: 1000 }).then(
      () => true,
      () => false,
    )
  }
  await expect.poll(pointed, { timeout: 15_000 }).toBe(true)
  const box = await note.boundingBox()
  if (!box) throw new Error('The note has no box.')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 10 })
  await page.waitForTimeout(400) // longer than a note waits before it closes
  expect(await note.isVisible()).toBe(true)
  await page.mouse.move(1, 1)
  await note.waitFor({ state: 'hidden' })
  await close()
})

test('links to RFCs name the section that the fact names', () => {
  const rfcs = getFacts().flatMap(({ sources }) => sources.filter((source) => 'rfc' in source))
  const sources = html('/about/sources/')
  const missing = rfcs.filter(({ rfc, section }) => {
    const part = section === 'header' ? '' : `#${/^[A-Z]/.test(section) ? 'appendix' : 'section'}-${section}`
    return !sources.includes(`https://www.rfc-editor.org/rfc/rfc${rfc}${part}"`)
  })
  expect(missing).toEqual([])
})
