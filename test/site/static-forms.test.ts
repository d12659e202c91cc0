// A reader without JavaScript, or with a script that did not arrive, gets every widget as text.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'

const lessons = readdirSync('content/lessons').map((name) => `/lessons/${basename(name, '.mdx')}/`)

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Words that can be read in each island of a page, its closed details opened as a reader would. */
async function readIslands(path: string): Promise<{ widget: string; words: number }[]> {
  const { page, close } = await open(browser, path, { javaScriptEnabled: false })
  const islands = await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
    return [...document.querySelectorAll('astro-island')].map((island) => {
      // A session's island adds a playhead to the list of steps that stands in the same figure.
      const form = island.closest('figure') ?? island
      const list = form.tagName === 'FIGURE' ? form.querySelector('ol') : form
      const text = list instanceof HTMLElement ? list.innerText : ''
      return { widget: island.getAttribute('component-url') ?? '', words: text.split(/\s+/).filter(Boolean).length }
    })
  })
  await close()
  return islands.map(({ widget, words }) => ({ widget: basename(widget), words }))
}

test('no box stands where only a script could put something', async () => {
  const { page, close } = await open(browser, '/lessons/01-two-doors/', { javaScriptEnabled: false })
  // A question that stands in a player is read and answered without one.
  const boxes = page.locator('figure.session :is(.view, .map, .controls, .player:not(:has(.predict)))')
  expect(await boxes.count()).toBeGreaterThan(2)
  expect(await boxes.filter({ visible: true }).count()).toBe(0)
  await close()
})

test('every widget of every lesson can be read without scripts', async () => {
  const empty: string[] = []
  let seen = 0
  for (const path of lessons) {
    for (const { widget, words } of await readIslands(path)) {
      seen++
      if (words < 5) empty.push(`${path}: ${widget} (${words} words)`)
    }
  }
  expect(seen).toBeGreaterThan(lessons.length * 2)
  expect(empty).toEqual([])
})

test('every widget that an author can ask for can be read without scripts', async () => {
  const { page, close } = await open(browser, '/widgets/', { javaScriptEnabled: false })
  const sections = await page.evaluate(() =>
    [...document.querySelectorAll('h2[id]')].map((heading) => {
      let words = 0
      for (let next = heading.nextElementSibling; next && next.tagName !== 'H2'; next = next.nextElementSibling)
        if (next instanceof HTMLElement && next.tagName !== 'PRE')
          words += next.innerText.split(/\s+/).filter(Boolean).length
      return { id: heading.id, words }
    }),
  )
  await close()
  expect(sections.length).toBeGreaterThan(8)
  expect(sections.filter(({ words }) => words < 8)).toEqual([])
})

test('the front page’s map and chooser answer without scripts', async () => {
  const { page, close } = await open(browser, '/', { javaScriptEnabled: false })
  await page.locator('#port-993').check({ force: true })
  expect(await page.locator('.panel[data-port="993"]').isVisible()).toBe(true)
  await page.locator('#role-program').check({ force: true })
  await page.locator('#offer-starttls').check({ force: true })
  const answer = page.locator('.answer[data-task="send"][data-offer="starttls"]')
  expect(await answer.locator('pre[data-role="program"]').innerText()).toContain('requireTLS: true')
  expect(await answer.locator('pre[data-role="server"]').isVisible()).toBe(false)
  await close()
})

test('without scripts no page of practice or tools shows a button that does nothing', async () => {
  const dead: string[] = []
  for (const name of ['exam', 'drill', 'endless', 'review', 'progress', 'teach', 'diagnosis']
    .map((at) => `practice/${at}`)
    .concat('capture', 'terminal', 'search')) {
    const { page, close } = await open(browser, `/${name}/`, { javaScriptEnabled: false })
    for (const control of await page.locator('main :is(button:not([popovertarget]), input, select)').all())
      if (await control.isVisible()) dead.push(`${name}: ${await control.evaluate((element) => element.outerHTML)}`)
    await close()
  }
  expect(dead).toEqual([])
})

test('without scripts the line of an attacker does not cross out the explanations', async () => {
  const { page, close } = await open(browser, '/sessions/attack-imap-preauth/', { javaScriptEnabled: false })
  const see = await page
    .locator('.ladder .note')
    .evaluateAll((notes) =>
      notes
        .filter((note) => getComputedStyle(note).backgroundColor === 'rgba(0, 0, 0, 0)')
        .map((note) => note.textContent),
    )
  expect(await page.locator('.ladder.middle .note').count()).toBeGreaterThan(5)
  expect(see).toEqual([])
  await close()
})
