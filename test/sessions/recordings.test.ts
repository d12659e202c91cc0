/** What must be true of every recording, whichever there are. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Field } from '../../src/core/parse.ts'
import { readers } from '../../src/core/mail/readers.ts'
import { lookUp } from '../../src/core/timeline/explain.ts'
import { readSession } from '../../src/core/timeline/read.ts'
import type { Timeline } from '../../src/core/timeline/timeline.ts'
import { libraryCiphers } from '../../src/core/tls/library.ts'
import { getExplanations } from '../../src/sessions/explanations.ts'
import { getSession, sessionIds, type Session } from '../../src/sessions/sessions.ts'

const ids = sessionIds()
const folder = 'public/sessions'

test('there are recordings to test', () => {
  expect(ids).not.toEqual([])
})

/** The steps as a person may read them: who, what, what a wiretap reads, what it learns. */
function annotated({ title, streams, steps }: Timeline): string {
  const head = streams.map(({ port, protocol, tls }) =>
    tls
      ? `port ${port}, ${protocol}, ${tls.start} ${tls.version}, ${tls.cipher}${tls.group ? `, ${tls.group}` : ''}${tls.resumed ? ', resumed' : ''}`
      : `port ${port}, ${protocol}, no TLS`,
  )
  const lines = steps.map((step, i) => {
    const begin = `${i + 1}. [${step.id}] ${step.from} to ${step.to}, ${step.phase}, flight ${step.flight}, after ${step.roundTrips} round trips: ${step.name}`
    const body = step.text ? step.text.split('\n').map((line) => `     ${line}`) : []
    const tap = step.wire === 'ciphertext' || step.layer === 'tls' ? [`   wiretap: ${step.eavesdropper}`] : []
    const leaks = step.leaks.map(({ what, value }) => `   learns the ${what}: ${value}`)
    const meddled = step.tampering
      ? [
          `   ${step.tampering.what} by the attacker: ${[...step.tampering.took.map((line) => `- ${line}`), ...step.tampering.put.map((line) => `+ ${line}`)].join(' ')}`,
        ]
      : []
    return [begin, ...body, ...tap, ...leaks, ...meddled].join('\n')
  })
  return `${[title, ...head, '', ...lines].join('\n')}\n`
}

const keys = (field: Field): string[] => [field.key, ...(field.children ?? []).flatMap(keys)]

function firstGap(field: Field): string | null {
  let at = field.start
  for (const child of field.children ?? []) {
    if (child.start !== at) return `${child.key} at ${child.start}, expected ${at}`
    const inner = firstGap(child)
    if (inner) return inner
    at = child.end
  }
  return field.children && at !== field.end ? `${field.key} ends at ${field.end}, its children at ${at}` : null
}

/** Server lines that the terminal shows, each with when it showed and when its packet came. */
function shown({ timeline, transcript }: Session) {
  const out: { line: string; shownMs: number; cameMs: number }[] = []
  let from = 0
  for (const step of timeline.steps) {
    if (!step.text || step.layer === 'tcp' || step.layer === 'tls') continue
    const cameMs = Math.min(...step.packets.map((packet) => timeline.packets[packet]?.arrivesMs ?? Infinity))
    for (const line of step.text.split('\n').filter((text) => text.length > 3)) {
      const at = transcript.findIndex((row, i) => i >= from && row.text.endsWith(line.trimEnd()))
      const row = transcript[at]
      if (!row) continue
      from = at + 1
      // What the client sends was typed before; passing over it keeps its echo from being taken for an answer.
      if (step.to === 'client') out.push({ line, shownMs: row.ms, cameMs })
    }
  }
  return out
}

for (const id of ids) {
  test(`${id}: its steps read as they did`, async () => {
    const { timeline } = await getSession(id)
    await expect(annotated(timeline)).toMatchFileSnapshot(`../snapshots/${id}.timeline.txt`)
  })

  test(`${id}: no line of the terminal appears before its packet`, async () => {
    for (const { line, shownMs, cameMs } of shown(await getSession(id))) {
      expect(shownMs, line).toBeGreaterThanOrEqual(cameMs)
    }
  })

  test(`${id}: a browser without WebCrypto gives the timeline that the build gave`, async () => {
    const { record, scenario, timeline } = await getSession(id)
    const wire = new Uint8Array(readFileSync(join(folder, id, 'wire.pcapng')))
    const cast = readFileSync(join(folder, id, 'terminal.cast'), 'utf8')
    const again = await readSession(
      { id, title: scenario.title, wire, cast, record },
      { readers, ciphers: libraryCiphers },
    )
    expect(again.timeline).toEqual(timeline)
    // It travels as JSON, and must be the same afterwards.
    expect(JSON.parse(JSON.stringify(timeline))).toEqual(timeline)
  })

  test(`${id}: every kind of step and every field is explained`, async () => {
    const { timeline, conversations } = await getSession(id)
    const explanations = getExplanations()
    const named = [
      ...timeline.steps.map(({ kind }) => kind),
      ...conversations.flatMap(({ utterances }) => utterances.flatMap(({ mail }) => (mail ? keys(mail.field) : []))),
    ]
    expect([...new Set(named)].filter((key) => !lookUp(explanations, key))).toEqual([])
  })

  test(`${id}: every byte that was said belongs to one field`, async () => {
    const { conversations } = await getSession(id)
    for (const { utterances } of conversations) {
      for (const { mail } of utterances) if (mail) expect(firstGap(mail.field)).toBeNull()
    }
  })

  test(`${id}: its steps are in order, named once, and carried by packets`, async () => {
    const { steps, packets, durationMs } = (await getSession(id)).timeline
    expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length)
    steps.forEach((step, i) => {
      const before = steps[i - 1]
      expect(step.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(step.sentMs).toBeGreaterThanOrEqual(before?.sentMs ?? -Infinity)
      expect(step.arrivesMs).toBeGreaterThanOrEqual(step.sentMs)
      expect(step.arrivesMs).toBeLessThanOrEqual(durationMs)
      expect(step.flight - (before?.flight ?? 0)).toBeOneOf([0, 1])
      expect(step.packets.length).toBeGreaterThan(0)
      for (const packet of step.packets) expect(packets[packet]?.from).toBe(step.from)
    })
  })
}

test('the terminals show what the servers said', async () => {
  const counts = await Promise.all(ids.map(async (id) => shown(await getSession(id)).length))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10)
})
