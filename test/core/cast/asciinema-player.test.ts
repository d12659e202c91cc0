/** Our recordings in the player that everybody has: asciinema's own core, without its page. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { readCast } from '../../../src/core/cast/cast.ts'
import { sessionIds } from '../../../src/sessions/sessions.ts'

interface PlayerCore {
  addEventListener(name: string, listener: (event: unknown) => void): void
  terminalReady(): void
  init(): Promise<void>
  seek(to: number | { marker: number }): Promise<unknown>
  getDuration(): number | undefined
}

const dist = 'node_modules/asciinema-player/dist'
const file = readdirSync(dist).find((name) => /^core-.*\.js$/.test(name)) ?? 'core.js'
const { C: Core } = (await import(pathToFileURL(join(dist, file)).href)) as {
  C: new (source: { url: string }, options: object) => PlayerCore
}
const silent = { log() {}, debug() {}, info() {}, warn() {}, error() {} }

for (const id of sessionIds()) {
  test(`${id}: asciinema-player plays it to the end`, async () => {
    const text = readFileSync(`public/sessions/${id}/terminal.cast`, 'utf8')
    const ours = readCast(text).value
    const core = new Core(
      { url: `data:text/plain;base64,${Buffer.from(text).toString('base64')}` },
      { logger: silent, speed: 1 },
    )
    let output = ''
    let markers: unknown
    core.addEventListener('output', (event) => {
      output += (event as string[]).join('')
    })
    core.addEventListener('metadata', (event) => {
      markers = (event as { markers?: unknown }).markers ?? markers
    })
    core.terminalReady()
    await core.init()
    await core.seek(ours.durationMs)
    expect(output).toBe(
      ours.events
        .filter(({ code }) => code === 'o')
        .map(({ data }) => data)
        .join(''),
    )
    expect(markers).toHaveLength(ours.markers.length)
  })
}
