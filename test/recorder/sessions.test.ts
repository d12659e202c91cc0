import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readStreams } from '../../src/core/pcap/tcp.ts'
import { readCapture } from '../../src/core/pcap/capture.ts'
import type { SessionRecord } from '../../src/core/session.ts'
import { loadScenario } from '../../src/recorder/scenario.ts'
import { describe as describeFile } from '../../src/recorder/session-files.ts'

const root = process.cwd()
const folder = join(root, 'public/sessions')
type Event = [seconds: number, kind: string, data: string]

describe.each(readdirSync(folder))('%s', (id) => {
  const read = (name: string) => readFileSync(join(folder, id, name))
  const record = JSON.parse(read('session.json').toString('utf8')) as SessionRecord
  const cast = read('terminal.cast').toString('utf8').trimEnd().split('\n')
  const events = cast.slice(1).map((line) => JSON.parse(line) as Event)
  const wire = readCapture(read('wire.pcapng'))

  test('its files are those that session.json describes, and no others', () => {
    const names = readdirSync(join(folder, id)).filter((name) => name !== 'session.json')
    expect(Object.fromEntries(names.map((name) => [name, describeFile(read(name))]))).toEqual(record.files)
  })

  test('it says what made it', () => {
    expect(record.id).toBe(id)
    expect(record.commands.filter(({ where }) => where === 'client').length).toBeGreaterThan(0)
    expect(record.software.map(({ version }) => version)).not.toContain('unknown')
    expect(record.configuration.length).toBeGreaterThan(0)
  })

  test('its cast is an asciicast of 80 by 24 whose events go forward in time', () => {
    expect(JSON.parse(cast[0] ?? '')).toMatchObject({ version: 2, width: 80, height: 24 })
    for (const [index, event] of events.entries()) {
      expect(event).toEqual([expect.any(Number), expect.stringMatching(/^[om]$/), expect.any(String)])
      expect(event[0]).toBeGreaterThanOrEqual(events[index - 1]?.[0] ?? 0)
    }
  })

  test('its markers are the chapters of its scenario', () => {
    const chapters = loadScenario(root, id).script.flatMap((item) => ('chapter' in item ? [item.chapter] : []))
    expect(events.filter(([, kind]) => kind === 'm').map(([, , label]) => label)).toEqual(chapters)
  })

  test('it starts and ends at a prompt', () => {
    const shown = events.map(([, kind, data]) => (kind === 'o' ? data : '')).join('')
    expect(shown.startsWith('$ ')).toBe(true)
    expect(shown.endsWith('$ ')).toBe(true)
  })

  test('its wire is a whole capture, and begins after the terminal', () => {
    expect(wire.problems).toEqual([])
    const times = wire.value.packets.map(({ timeUs }) => timeUs)
    expect(times.length).toBeGreaterThan(0)
    expect(Math.min(...times)).toBeGreaterThan(record.wireStartUs)
    expect(Math.max(...times) - record.wireStartUs).toBeLessThan(1000 + (events.at(-1)?.[0] ?? 0) * 1e6 + 2e6)
  })

  test('its TLS secrets are embedded, or it says why not', () => {
    expect(wire.value.secrets.length > 0).toBe(record.secrets.embedded)
    if (!record.secrets.embedded) expect(record.secrets.why).toMatch(/^[A-Za-z].{10,}\.$/)
  })

  test('the server saw the round trip that the link promises', () => {
    if (record.serverRoundTripMs === null) {
      expect(readStreams(wire.value).value.filter(({ s2c }) => s2c.bytes.length > 0)).toEqual([])
      return
    }
    expect(record.serverRoundTripMs).toBeGreaterThanOrEqual(record.oneWayMs * 2)
    // Room for a machine that was busy with other things.
    expect(record.serverRoundTripMs).toBeLessThan(record.oneWayMs * 2 + 60)
  })
})
