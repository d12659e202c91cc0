// Every page says what it is: to readers, to search engines, and to sites that link to it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtPages, dist, openBrowser } from './site.ts'

const pages = builtPages()

interface Head {
  readonly path: string
  readonly lang: string
  readonly titles: string[]
  readonly headings: string[]
  readonly description: string
  readonly canonical: string
  readonly card: string
  readonly landmarks: { banner: number; main: number; contentinfo: number; navigation: number }
  readonly levels: number[]
  readonly data: string[]
}

let browser: Browser
let heads: Head[] = []

beforeAll(async () => {
  browser = await openBrowser()
  const blank: Page = await browser.newPage()
  heads = await blank.evaluate(
    (sources) =>
      sources.map(({ path, html }) => {
        const page = new DOMParser().parseFromString(html, 'text/html')
        const all = (selector: string): Element[] => [...page.querySelectorAll(selector)]
        const attribute = (selector: string, name: string): string =>
          page.querySelector(selector)?.getAttribute(name) ?? ''
        return {
          path,
          lang: page.documentElement.lang,
          titles: all('head > title').map((title) => title.textContent ?? ''),
          headings: all('h1').map((heading) => heading.textContent ?? ''),
          description: attribute('meta[name="description"]', 'content'),
          canonical: attribute('link[rel="canonical"]', 'href'),
          card: attribute('meta[property="og:image"]', 'content'),
          landmarks: {
            banner: all('body > header').length,
            main: all('main').length,
            contentinfo: all('body > footer').length,
            navigation: all('body > header nav').length,
          },
          levels: all('main :is(h1, h2, h3, h4, h5, h6)').map((heading) => Number(heading.tagName[1])),
          data: all('script[type="application/ld+json"]').map((script) => script.textContent ?? ''),
        }
      }),
    pages.map(({ path, html }) => ({ path, html })),
  )
})
afterAll(() => browser.close())

/** Pages for which something does not hold; a test expects none. */
const except = (holds: (head: Head) => boolean): string[] =>
  heads.filter((head) => !holds(head)).map(({ path }) => path)

test('every page has one title, one main heading and a language', () => {
  expect(heads.length).toBeGreaterThan(10)
  expect(except(({ titles }) => titles.length === 1 && (titles[0]?.length ?? 0) > 3)).toEqual([])
  expect(except(({ headings }) => headings.length === 1 && (headings[0]?.trim().length ?? 0) > 2)).toEqual([])
  expect(except(({ lang }) => lang === 'en-GB')).toEqual([])
})

test('every page has a banner with the navigation, one main part and a footer', () => {
  const wanted = { banner: 1, main: 1, contentinfo: 1, navigation: 1 }
  expect(except(({ landmarks }) => JSON.stringify(landmarks) === JSON.stringify(wanted))).toEqual([])
})

test('headings go down one level at a time', () => {
  expect(except(({ levels }) => levels.every((level, at) => level <= (levels[at - 1] ?? level) + 1))).toEqual([])
})

test('no two pages have the same title or description', () => {
  const listed = heads.filter(({ path }) => !pages.find((page) => page.path === path)?.unlisted)
  const repeated = (texts: string[]): string[] => texts.filter((text, at) => texts.indexOf(text) !== at)
  expect(repeated(listed.map(({ titles }) => titles[0] ?? ''))).toEqual([])
  expect(repeated(listed.map(({ description }) => description))).toEqual([])
  expect(except(({ description }) => description.length >= 20 && description.length <= 320)).toEqual([])
})

test('every page names its own address, and a card that exists', () => {
  expect(except(({ path, canonical }) => path.endsWith('.html') || new URL(canonical).pathname === path)).toEqual([])
  expect(except(({ card }) => existsSync(join(dist, new URL(card).pathname)))).toEqual([])
})

test('a card is a PNG of 1200 by 630 pixels', () => {
  // RFC 2083 §3.1 and §4.1.1: the signature, then IHDR with width and height.
  for (const file of new Set(heads.map(({ card }) => join(dist, new URL(card).pathname)))) {
    const png = readFileSync(file)
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], file).toEqual([1200, 630])
  }
})

test('structured data is JSON with a type', () => {
  const blocks = heads.flatMap(({ data }) => data)
  expect(blocks.length).toBeGreaterThan(3)
  for (const block of blocks) expect(JSON.parse(block)).toMatchObject({ '@context': 'https://schema.org' })
})

test('the sitemap lists every listed page and no other', () => {
  const listed = pages.filter(({ unlisted }) => !unlisted).map(({ path }) => path)
  const map = readFileSync(join(dist, 'sitemap-0.xml'), 'utf8')
  const mapped = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1] ?? '').pathname)
  expect(mapped.sort()).toEqual(listed.sort())
  expect(readFileSync(join(dist, 'robots.txt'), 'utf8')).toContain('/sitemap-index.xml')
})

test('the feed has a dated entry for each change, with an address that exists', () => {
  const feed = readFileSync(join(dist, 'changes.xml'), 'utf8')
  const items = feed.split('<item>').slice(1)
  expect(items.length).toBeGreaterThan(0)
  for (const item of items) {
    expect(Number.isNaN(Date.parse(/<pubDate>([^<]+)/.exec(item)?.[1] ?? ''))).toBe(false)
    const path = new URL(/<link>([^<]+)/.exec(item)?.[1] ?? '').pathname
    expect(pages.map((page) => page.path)).toContain(path)
  }
})

test('the manifest and its icons exist', () => {
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.webmanifest'), 'utf8')) as { icons: { src: string }[] }
  expect(manifest.icons.filter(({ src }) => !existsSync(join(dist, src)))).toEqual([])
})

test('no word runs into the link or the code beside it', () => {
  const glued = pages.flatMap(({ path, html }) =>
    [...html.matchAll(/[a-z,;]<(?:a|code|em|kbd)(?: [^>]*)?>[A-Za-z]{2,}|<\/(?:a|code|em|kbd)>[a-z]{2,}/g)].map(
      ([found]) => `${path}: ${found}`,
    ),
  )
  expect(glued).toEqual([])
})
