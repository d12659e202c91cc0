// Once visited, the course can be read without a network.
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtPages, dist, openBrowser } from './site.ts'
import { freePort } from './free-port.ts'

let browser: Browser
let context: BrowserContext
let page: Page
let server: ChildProcess
let url = ''

// A server of its own: this one is stopped.
beforeAll(async () => {
  const port = await freePort()
  server = spawn(process.execPath, ['src/site/serve.ts', dist], { env: { ...process.env, PORT: String(port) } })
  await new Promise((resolve) => server.stdout?.once('data', resolve))
  url = `http://localhost:${port}`
  browser = await openBrowser()
  context = await browser.newContext()
  page = await context.newPage()
})
afterAll(async () => {
  await browser.close()
  server.kill()
})

/** The first results that search has for a word. */
async function found(page: Page, words: string): Promise<string[]> {
  await page.goto(`${url}/search/?q=${words}`)
  await page.locator('.search .results > li').first().waitFor()
  return page.locator('.search .results h3').allInnerTexts()
}

/** The fields of the bytes that a recording's page shows, by their names. */
async function fieldsOf(page: Page): Promise<string> {
  await page.locator('figure.session').scrollIntoViewIfNeeded()
  await page.getByRole('tree').waitFor()
  await page.waitForLoadState('networkidle')
  return page.getByRole('tree').innerText()
}

test('with the server stopped, lessons and reference still open, and the rest says why not', async () => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/policy|trusted/i.test(message.text())) complaints.push(message.text())
  })
  await page.goto(`${url}/about/`)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  // The first visit's recordings are kept as they are opened.
  const recording = builtPages().find(({ path }) => /^\/sessions\/[^/]+\/$/.test(path))?.path ?? ''
  await page.goto(url + recording)
  const heading = await page.locator('h1').innerText()
  const fields = await fieldsOf(page)
  // Nothing is held for good whose address stays the same when it changes.
  const files = await page.evaluate(async (path) => {
    await Promise.all(['session.json', 'recording.zip'].map(async (name) => (await fetch(path + name)).arrayBuffer()))
    return (await (await caches.open('recordings')).keys()).map(({ url }) => url)
  }, recording)
  expect(files.length).toBeGreaterThan(1)
  expect(files.filter((file) => !/\/timeline\/|\?[0-9a-f]{8}$/.test(file))).toEqual([])

  const results = await found(page, 'handshake')

  server.kill()
  await new Promise((resolve) => server.once('exit', resolve))

  for (const path of ['/', '/lessons/', '/glossary/', '/errors/', '/sessions/?port=465']) {
    await page.goto(url + path)
    expect(await page.locator('h1').innerText(), path).not.toContain('no network')
  }
  await page.goto(url + recording)
  expect(await page.locator('h1').innerText()).toBe(heading)
  expect(await fieldsOf(page)).toBe(fields)
  expect(await page.evaluate(async (path) => (await fetch(`${path}session.json`)).ok, recording)).toBe(true)
  expect(await found(page, 'handshake')).toEqual(results)
  await page.goto(`${url}/a-page-never-visited/`)
  expect(await page.locator('h1').innerText()).toContain('no network')
  expect(complaints).toEqual([])
})

test('with the server stopped, each part of practice still has its questions, opened before or not', async () => {
  for (const [path, button] of [
    ['exam', 'Begin the exam'],
    ['endless', 'Ten questions'],
  ] as const) {
    await page.goto(`${url}/practice/${path}/`)
    await page.getByRole('button', { name: button }).click()
    await page.locator('form.quiz-question').first().waitFor()
  }
  const asked = builtPages()
    .filter(({ path }) => path.startsWith('/practice/'))
    .flatMap(({ html }) => html.match(/\/practice\/[\w./-]+\.json/g) ?? [])
  expect(asked.length).toBeGreaterThan(20)
  const missing = await page.evaluate(
    async (addresses) => {
      const answers = await Promise.allSettled(addresses.map((address) => fetch(address)))
      return addresses.filter((_, at) => answers[at]?.status !== 'fulfilled')
    },
    [...new Set(asked)],
  )
  expect(missing).toEqual([])
})

test('the service worker keeps pages, and leaves recordings for when they are opened', () => {
  const worker = readFileSync(`${dist}/sw.js`, 'utf8')
  expect(worker).toContain('lessons/index.html')
  expect(worker).not.toContain('wire.pcapng')
  expect(worker).not.toContain('.br"')
})
