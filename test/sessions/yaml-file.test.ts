import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFacts, readPorts } from '../../src/sessions/facts.ts'

// The folder's name differs from run to run, so it is cut out of the messages.
let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(process.cwd(), 'node_modules', '.content-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true })
})

const good = `
- id: F1.1
  statement: Port 25 is smtp.
  mark: verified
  checked: 2026-11-23
  tags: [port-numbers]
  sources: [{ rfc: 5321, section: '2.1', quote: something long enough }]
`

test('a good file is read', () => {
  expect(factsFrom(good)).toMatchObject([{ id: 'F1.1', sessions: [] }])
})

test('a missing file is named', () => {
  expect(() => readPorts(dir)).toThrow(/ports\.yaml: the file cannot be read/)
})

test('what is no YAML is shown with its line', () => {
  expect(messageOf(`- id: F1.1\n  tags: [one, two\n`)).toContain('facts.yaml:3: Flow sequence')
})

test('a wrong field is shown with file, line, entry, problem and next step', () => {
  expect(messageOf(good.replace('verified', 'sure').replace("'2.1'", '2.1'))).toMatchInlineSnapshot(`
    "facts.yaml:4: F1.1, mark: Invalid option: expected one of "verified"|"lab"|"known"
    facts.yaml:7: F1.1, sources[0]: a source is {rfc, section, quote} or {source, note}
    The head of facts.yaml shows a fact with all its fields."
  `)
})

test('a misspelled field and a sentence without its full stop are shown', () => {
  expect(messageOf(good.replace('mark:', 'marc:').replace('smtp.', 'smtp'))).toMatchInlineSnapshot(`
    "facts.yaml:3: F1.1, statement: write a whole sentence, with its full stop
    facts.yaml:2: F1.1, mark: Invalid option: expected one of "verified"|"lab"|"known"
    facts.yaml:2: F1.1: Unrecognized key: "marc"
    The head of facts.yaml shows a fact with all its fields."
  `)
})

test('an id that is used twice is shown', () => {
  expect(messageOf(good + good.trim())).toMatchInlineSnapshot(`
    "facts.yaml:8: F1.1, id: this id is used twice
    The head of facts.yaml shows a fact with all its fields."
  `)
})

function factsFrom(text: string) {
  writeFileSync(join(dir, 'facts.yaml'), text)
  return readFacts(dir)
}

function messageOf(text: string): string {
  try {
    factsFrom(text)
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(/\S*facts\.yaml/g, 'facts.yaml') : 'no error object'
  }
  return 'no error'
}
