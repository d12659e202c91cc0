import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionRecord } from '../../src/core/session.ts'
import { open, openBrowser, siteUrl } from './site.ts'

const ids = readdirSync('public/sessions')
const record = (id: string): SessionRecord =>
  JSON.parse(readFileSync(`public/sessions/${id}/session.json`, 'utf8')) as SessionRecord

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test('the gallery lists every recording, with scripts and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, close } = await open(browser, '/sessions/', { javaScriptEnabled })
    const cards = await page.locator('.session-card:visible').evaluateAll((all) => all.map((card) => card.id))
    expect(cards.sort()).toEqual([...ids].sort())
    expect(await page.locator('[data-gallery-filter]').isVisible()).toBe(javaScriptEnabled)
    await close()
  }
})

test('a filter hides the others, says how many are left, and stands in the address', async () => {
  const { page, complaints, close } = await open(browser, '/sessions/')
  await page.locator('select[name="tls"]').selectOption('implicit')
  const shown = await page.locator('.session-card:visible').evaluateAll((all) => all.map((card) => card.dataset['tls']))
  expect(shown.length).toBeGreaterThan(0)
  expect(new Set(shown)).toEqual(new Set(['implicit']))
  expect(await page.locator('[data-gallery-filter] output').innerText()).toBe(
    `${shown.length} of ${ids.length} recordings`,
  )
  expect(new URL(page.url()).search).toBe('?tls=implicit')

  await page.reload()
  expect(await page.locator('.session-card:visible').count()).toBe(shown.length)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => page.locator('.session-card:visible').count()).toBe(ids.length)
  expect(new URL(page.url()).search).toBe('')
  expect(complaints).toEqual([])
  await close()
})

test('a tag on a recording’s page leads to the recordings with that tag', async () => {
  const { page, close } = await open(browser, `/sessions/${ids[0]}/`)
  const tag = await page.locator('.session-page .tags a').first().innerText()
  await page.locator('.session-page .tags a').first().click()
  await page.waitForURL(/\/sessions\/\?tag=/)
  const tags = await page.locator('.session-card:visible').evaluateAll((all) => all.map((card) => card.dataset['tags']))
  expect(tags.length).toBeGreaterThan(0)
  expect(tags.filter((text) => !text?.split(' ').includes(tag))).toEqual([])
  await close()
})

test('the zip of a recording holds its three files, byte for byte', async () => {
  for (const id of ids) {
    const zip = unzipSync(
      new Uint8Array(await (await fetch(`${siteUrl()}/sessions/${id}/recording.zip`)).arrayBuffer()),
    )
    expect(Object.keys(zip).sort()).toEqual([`${id}/session.json`, `${id}/terminal.cast`, `${id}/wire.pcapng`])
    for (const [name, { sha256 }] of Object.entries(record(id).files)) {
      const bytes = zip[`${id}/${name}`]
      expect(bytes && createHash('sha256').update(bytes).digest('hex'), `${id}/${name}`).toBe(sha256)
    }
  }
})

test('a download is served as what it is, and whole', async () => {
  for (const [name, type] of [
    ['wire.pcapng', 'application/vnd.tcpdump.pcap'],
    ['terminal.cast', 'application/x-asciicast'],
  ] as const) {
    const answer = await fetch(`${siteUrl()}/sessions/${ids[0]}/${name}`)
    expect(answer.headers.get('content-type')).toBe(type)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(record(ids[0] ?? '').files[name]?.sha256)
  }
})

test('a recording’s page says with what software and by which commands it was made', async () => {
  for (const id of ids) {
    const html = await (await fetch(`${siteUrl()}/sessions/${id}/`)).text()
    for (const { version } of record(id).software) expect(html, id).toContain(version)
    expect(html).toContain(`/sessions/${id}/wire.pcapng`)
  }
})
