/** What the tests of the built site share: the list of its pages, a browser, and a page that keeps its complaints. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright'
import { inject } from 'vitest'
import { findBrowser } from '../../src/bench/browser-binary.ts'

/** Where the build was written. */
export const dist = 'dist'

export const siteUrl = (): string => inject('siteUrl')

export interface BuiltPage {
  /** `/lessons/`, `/404.html`. */
  readonly path: string
  readonly html: string
  /** Kept out of lists and search engines: pages for authors, and the two that stand in for others. */
  readonly unlisted: boolean
}

/** All pages of the built site, by path. */
export function builtPages(): BuiltPage[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => {
      const html = readFileSync(join(dist, name), 'utf8')
      return {
        path: `/${name.replace(/(^|\/)index\.html$/, '$1')}`,
        html,
        unlisted: /<meta name="robots" content="noindex"/.test(html),
      }
    })
}

/** Recordings are alike, and so are the questions of a lesson; any other page is of a kind of its own. */
const kind = (path: string): string => path.replace(/^(\/sessions\/|\/practice\/questions\/).+\/$/, '$1*')

/** Whether every page is wanted: `npm run sweep`. */
export const everyPage = Boolean(process.env['MAILWIRE_SWEEP'])

/** One page of each kind, or all of them. */
export function sweptPages(): string[] {
  const everything = builtPages().map(({ path }) => path)
  return everyPage
    ? everything
    : everything.filter((path, at) => everything.findIndex((other) => kind(other) === kind(path)) === at)
}

export async function openBrowser(): Promise<Browser> {
  const binary = await findBrowser()
  return chromium.launch({ executablePath: binary.path, args: binary.args, env: binary.env })
}

export interface Opened {
  readonly page: Page
  /** Policy violations, script errors and error messages of the console so far. */
  readonly complaints: string[]
  /** Requests that left the site so far. */
  readonly strangers: string[]
  close(): Promise<void>
}

/** Opens a page of the site in a context of its own. Service workers are off unless asked for. */
export async function open(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const strangers: string[] = []
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // A violation of the content security policy is reported here as an error.
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(siteUrl()) && !/^(data|blob):/.test(request.url())) strangers.push(request.url())
  })
  await page.goto(siteUrl() + path)
  return { page, complaints, strangers, close: () => context.close() }
}
