// A reader who follows a link arrives; a page that nobody links to is not part of the course.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtPages, dist } from './site.ts'

const pages = builtPages()
const byPath = new Map(pages.map((page) => [page.path, page]))

const decode = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"')
const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => decode(match[1] ?? ''))

interface Link {
  readonly from: string
  readonly url: URL
}

const base = 'http://site.test'
const links: Link[] = pages.flatMap(({ path, html }) =>
  [...attributes(html, 'href'), ...attributes(html, 'src')]
    .filter((to) => !/^(mailto:|data:|#$)/.test(to))
    .map((to) => ({ from: path, url: new URL(to, base + path) })),
)
// What pages name with the site's full address (canonical, cards) is checked with the head.
const inside = links.filter(({ url }) => url.origin === base)

test('every link inside the site leads to a page or a file that exists', () => {
  const dead = inside
    .filter(({ url }) => !byPath.has(url.pathname) && !existsSync(join(dist, decodeURIComponent(url.pathname))))
    .map(({ from, url }) => `${from} → ${url.pathname}`)
  expect([...new Set(dead)]).toEqual([])
})

test('every anchor that a link names is on its page', () => {
  const anchors = new Map(pages.map(({ path, html }) => [path, new Set(attributes(html, 'id'))]))
  const dead = inside
    .filter(({ url }) => url.hash && byPath.has(url.pathname))
    .filter(({ url }) => !anchors.get(url.pathname)?.has(decodeURIComponent(url.hash.slice(1))))
    .map(({ from, url }) => `${from} → ${url.pathname}${url.hash}`)
  expect([...new Set(dead)]).toEqual([])
})

test('no id stands twice on a page', () => {
  const twice = pages.flatMap(({ path, html }) => {
    const ids = attributes(html.replace(/<template[\s\S]*?<\/template>/g, ''), 'id')
    return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${path}: ${id}`)
  })
  expect([...new Set(twice)]).toEqual([])
})

test('each row of a player leads to itself, also where a page has two players of one session', () => {
  const players = pages.flatMap(({ path, html }) =>
    html.split('<figure class="session').flatMap((part) => {
      const name = /^[^>]* data-name="([^"]+)"/.exec(part)?.[1]
      return name === undefined ? [] : [{ path, name, rows: part.split('<li class="step ').slice(1) }]
    }),
  )
  expect(players.filter(({ name }) => name.endsWith('.2')).length).toBeGreaterThan(0)
  const astray = players.flatMap(({ path, name, rows }) =>
    rows
      .map((row) => [/ id="([^"]+)"/.exec(row)?.[1], / class="label" href="#([^"]+)"/.exec(row)?.[1]])
      .filter(([id, href]) => id === undefined || id !== href || !id.startsWith(`${name}/`))
      .map(([id, href]) => `${path}, ${name}: ${id} → ${href}`),
  )
  expect(astray).toEqual([])
})

test('every page can be reached from the front page', () => {
  const reached = new Set<string>(['/'])
  for (const path of reached)
    for (const { from, url } of inside) if (from === path && byPath.has(url.pathname)) reached.add(url.pathname)
  const orphans = pages.filter(({ path, unlisted }) => !unlisted && !reached.has(path)).map(({ path }) => path)
  expect(orphans).toEqual([])
})

test('links to other sites are secure ones', () => {
  const open = links.filter(({ url }) => url.protocol === 'http:' && !['site.test', 'localhost'].includes(url.hostname))
  expect(open.map(({ from, url }) => `${from} → ${url}`)).toEqual([])
})
