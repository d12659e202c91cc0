import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SessionRecord } from '../../src/core/session.ts'
import { readSession } from '../../src/recorder/recording.ts'
import { loadScenario, parseScenario, scenarioIds } from '../../src/recorder/scenario.ts'

const root = process.cwd()
const right = `title: Submission on port 587 with STARTTLS
shows: A client asks for TLS and gets it.
tags: [submission, starttls]
protocol: smtp
port: 587
tls: starttls
script:
  - run: gnutls-cli --starttls -p 587 mail.example.test
  - expect: '^220 '
`

const check = (text: string, id = 'example') => parseScenario(`content/scenarios/${id}.yaml`, id, Buffer.from(text))

function complaint(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return `\n${error instanceof Error ? error.message : String(error)}\n`
  }
  return 'no complaint'
}

describe('a scenario file that cannot be used says what, where and what to do', () => {
  test('a word that the schema does not know, and a value it does not take', () => {
    const wrong = right.replace('tls: starttls', 'tls: explicit').replace('  - expect:', '  - exspect:')
    expect(complaint(() => check(wrong))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:6: tls: Invalid option: expected one of "implicit"|"starttls"|"none"
      content/scenarios/example.yaml:9: script[1]: must be one of chapter, run, type, key, expect, waitMs and deliver, with a value that it takes
      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('a pattern that is no regular expression', () => {
    expect(complaint(() => check(right.replace('^220 ', '^(220 ')))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:9: script[1].expect: is not a valid regular expression
      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('what it shows is no sentence', () => {
    expect(complaint(() => check(right.replace('gets it.', 'gets it')))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:2: shows: must be a sentence: a capital letter first, a full stop last
      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('an attack that nobody wrote', () => {
    expect(complaint(() => check(`${right}attack: magic\n`))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:10: attack: must be one of block-starttls, imap-preauth, inject-command, inject-response, strip-starttls (src/recorder/attacks/index.ts)
      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('broken YAML', () => {
    expect(complaint(() => check(right.replace('starttls]', 'starttls')))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:4: Flow sequence in block collection must be sufficiently indented and end with a ] at line 4, column 1:

      tags: [submission, starttls
      protocol: smtp
      ^

      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('an empty file', () => {
    expect(complaint(() => check(''))).toMatchInlineSnapshot(`
      "
      content/scenarios/example.yaml:1: the file: Invalid input: expected object, received null
      What each part means: src/recorder/README.md, "Adding a scenario". Then: npm run record -- example
      "
    `)
  })

  test('a file name that is no id', () => {
    expect(complaint(() => check(right, 'My_Scenario'))).toMatchInlineSnapshot(`
      "
      content/scenarios/My_Scenario.yaml: the file's name is the scenario's id, and "My_Scenario" is none.
      Use lower-case words joined by hyphens, such as submission-starttls.yaml.
      "
    `)
  })

  test('an id that is nearly one', () => {
    expect(complaint(() => loadScenario(root, 'submision-starttls'))).toMatchInlineSnapshot(`
      "
      content/scenarios/submision-starttls.yaml: no scenario "submision-starttls".
      Did you mean "submission-starttls"? All of them: npm run record -- --list
      "
    `)
  })
})

test('what a scenario leaves out is the usual: typed by a person, 20 ms away, a good certificate', () => {
  const { driver, link, server, pairs } = check(right)
  expect({ driver, link, certificate: server.certificate, pairs }).toEqual({
    driver: 'typed',
    link: { oneWayMs: 20, filtered: [] },
    certificate: 'ecdsa',
    pairs: [],
  })
})

describe.each(scenarioIds(root))('%s', (id) => {
  const scenario = loadScenario(root, id)

  test('it has a recording, made of the scenario as it is now', () => {
    const files = readSession(root, id)
    expect(files, `To make it: npm run record -- ${id}`).not.toBeNull()
    const record = JSON.parse(files?.['session.json'].toString('utf8') ?? '') as SessionRecord
    expect(record.scenarioHash, `The scenario has changed. To record it again: npm run record -- ${id}`).toBe(
      scenario.hash,
    )
    expect(record.oneWayMs).toBe(scenario.link.oneWayMs)
  })

  test('what it is to be set beside exists', () => {
    const ids = scenarioIds(root)
    expect(scenario.pairs.filter((pair) => !ids.includes(pair) || pair === id)).toEqual([])
  })

  test('its names and addresses are invented', () => {
    const text = readFileSync(join(root, scenario.file), 'utf8')
    const hosts = text.match(/[\w-]+\.(com|org|net|de|io|edu|gov)\b/g) ?? []
    expect(hosts).toEqual([])
  })
})
