// cspell:ignore submision
/** What an author reads when a recording cannot be used. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readExplanations } from '../../src/sessions/explanations.ts'
import { getSession, getStep, loadSession } from '../../src/sessions/sessions.ts'

const id = 'submission-starttls'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessions-'))
  cpSync(`public/sessions/${id}`, join(folder, id), { recursive: true })
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const load = () => loadSession(id, { recordings: folder, scenarios: 'content/scenarios' })
const message = async (loading: () => Promise<unknown>): Promise<string> => {
  try {
    await loading()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('It loaded, although it is broken.')
}
const change = (name: string, to: (text: string) => string) => {
  const file = join(folder, id, name)
  writeFileSync(file, to(readFileSync(file, 'latin1')), 'latin1')
}
/** Has session.json describe a changed file as it is now. */
const sign = (name: string) => {
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, id, name)))
    .digest('hex')
  const file = join(folder, id, 'session.json')
  const record = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, { sha256: string }> }
  record.files[name]!.sha256 = sha256
  writeFileSync(file, JSON.stringify(record))
}

test('a whole recording loads', async () => {
  expect((await load()).timeline.steps.length).toBeGreaterThan(20)
})

test('an unknown session names the nearest', async () => {
  const asked = () => Promise.resolve().then(() => getSession('submision-starttls', 'content/lessons/09-starttls.mdx'))
  expect(await message(asked)).toMatchInlineSnapshot(`
    "content/lessons/09-starttls.mdx: no session "submision-starttls".
    Did you mean "submission-starttls"? To record: npm run record -- <scenario>"
  `)
})

test('an unknown step names the nearest', async () => {
  const session = await getSession(id)
  expect(await message(async () => getStep(session, 'client-helo', 'content/lessons/09-starttls.mdx')))
    .toMatchInlineSnapshot(`
    "content/lessons/09-starttls.mdx: session "submission-starttls" has no step "client-helo".
    Did you mean "client-hello"?"
  `)
})

test('a capture that was changed says so', async () => {
  change('wire.pcapng', (text) => text.slice(0, -4))
  expect((await message(load)).replace(/[0-9a-f]{12}…/, 'HASH')).toMatchInlineSnapshot(`
    "public/sessions/submission-starttls/wire.pcapng: it is not the file that session.json describes (its SHA-256 is HASH).
    Recordings are not edited by hand. Record it again: npm run record -- submission-starttls"
  `)
})

test.each([
  ['A packet names an interface', 'packet', (view: DataView) => view.setUint32(8, 9, true)],
  ['The packet ends inside its IPv4 header.', 'packet', (view: DataView) => view.setUint32(20, 10, true)],
  ['A section names no byte order.', 'section', (view: DataView) => view.setUint32(8, 0, true)],
] as const)('a capture that cannot be read in full stops the build: %s', async (problem, block, damage) => {
  const file = join(folder, id, 'wire.pcapng')
  const bytes = readFileSync(file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  if (block === 'packet') while (view.getUint32(at, true) !== 6) at += view.getUint32(at + 4, true)
  damage(new DataView(bytes.buffer, bytes.byteOffset + at))
  writeFileSync(file, bytes)
  sign('wire.pcapng')
  expect(await message(load)).toContain(`public/sessions/${id}/wire.pcapng: at `)
  expect(await message(load)).toContain(problem)
})

test('a terminal recording with a line that is no event stops the build', async () => {
  change('terminal.cast', (text) => `${text}[1]\n`)
  sign('terminal.cast')
  expect(await message(load)).toMatch(/terminal\.cast: at \d+: A line is not an event/)
})

test('a missing terminal recording says so', async () => {
  rmSync(join(folder, id, 'terminal.cast'))
  expect(await message(load)).toMatchInlineSnapshot(`
    "public/sessions/submission-starttls/terminal.cast: the file is missing.
    Record it again: npm run record -- submission-starttls"
  `)
})

test('a session.json that is no JSON says where', async () => {
  change('session.json', (text) => text.replace('"format": 1,', '"format" 1,'))
  expect(await message(load)).toMatchInlineSnapshot(`
    "public/sessions/submission-starttls/session.json: it is not JSON: Expected ':' after property name in JSON at position 13 (line 2 column 12)
    Record it again: npm run record -- submission-starttls"
  `)
})

test('a session.json that lacks something says what', async () => {
  change('session.json', (text) =>
    text.replace('"format": 1,', '"format": 2,').replace(/"oneWayMs": \d+/, '"oneWayMs": "20"'),
  )
  expect(await message(load)).toMatchInlineSnapshot(`
    "public/sessions/submission-starttls/session.json: format: Invalid input: expected 1
    public/sessions/submission-starttls/session.json: oneWayMs: Invalid input: expected number, received string
    Record it again: npm run record -- submission-starttls"
  `)
})

test('an explanation without a source says where', async () => {
  writeFileSync(join(folder, 'smtp.yaml'), 'smtp.ehlo:\n  name: EHLO\n  meaning: The client says who it is\n')
  const text = await message(async () => readExplanations(folder))
  expect(text.replaceAll(/[^\s:]*smtp\.yaml/g, 'smtp.yaml')).toMatchInlineSnapshot(`
    "smtp.yaml:3: smtp.ehlo.meaning: write a whole sentence, with its full stop
    smtp.yaml:2: smtp.ehlo.source: Invalid input: expected string, received undefined
    An explanation is { name, meaning, source } under its key; its source is \`RFC n §s\` or a key of content/sources.yaml."
  `)
})
