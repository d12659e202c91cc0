// Once visited, the course can be read without a network.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtPages, dist, openBrowser } from './site.ts'

let browser: Browser
let context: BrowserContext
let page: Page
let server: ChildProcess
let url = ''

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

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
  await page.waitForLoadState('networkidle')
  const heading = await page.locator('h1').innerText()

  server.kill()
  await new Promise((resolve) => server.once('exit', resolve))

  for (const path of ['/', '/lessons/', '/glossary/', '/errors/', '/sessions/?port=465']) {
    await page.goto(url + path)
    expect(await page.locator('h1').innerText(), path).not.toContain('no network')
  }
  await page.goto(url + recording)
  expect(await page.locator('h1').innerText()).toBe(heading)
  await page.goto(`${url}/a-page-never-visited/`)
  expect(await page.locator('h1').innerText()).toContain('no network')
  expect(complaints).toEqual([])
})

test('the service worker keeps pages, and leaves recordings for when they are opened', () => {
  const worker = readFileSync(`${dist}/sw.js`, 'utf8')
  expect(worker).toContain('lessons/index.html')
  expect(worker).not.toContain('wire.pcapng')
  expect(worker).not.toContain('.br"')
})
