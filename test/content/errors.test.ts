import { describe, expect, test } from 'vitest'
import { getErrors, getFact } from '../../src/sessions/facts.ts'
import { getTriedCommand } from '../../src/sessions/tried.ts'

const errors = getErrors()

describe('the reference of error messages', () => {
  test('has thirty-five messages or more, each from a program once', () => {
    expect(errors.length).toBeGreaterThanOrEqual(35)
    const printed = errors.map(({ program, message }) => `${program}: ${message}`)
    expect(new Set(printed).size).toBe(printed.length)
  })

  test('rests on facts', () => {
    for (const { facts } of errors) for (const id of facts) expect(getFact(id).id).toBe(id)
  })

  test('says what printed each message, and in which version', () => {
    expect(errors.filter(({ version }) => !/\d/.test(version)).map(({ id }) => id)).toEqual([])
  })

  test('leaves out what differs from run to run', () => {
    const running = /^[0-9A-F]{16}:|ssl3_record\.c:\d+|statem_\w+\.c:\d+/
    expect(errors.filter(({ message }) => running.test(message)).map(({ id }) => id)).toEqual([])
  })

  test('is shown happening, in a recording or at a terminal, wherever a program of the lab prints it', () => {
    // What only a standard words, and what needs a server or a clock that the lab has not, rests on its facts.
    const unseen = errors.filter(({ sessions, tried }) => sessions.length === 0 && tried === undefined)
    expect(unseen.length / errors.length).toBeLessThan(0.3)
  })

  test('words each message as the terminal showed it', () => {
    const parts = (message: string) => message.split(/\d{3,}|127\.0\.0\.1|\(_ssl.*/).map((part) => part.trim())
    const wrong = errors.flatMap(({ id, message, tried }) => {
      if (tried === undefined) return []
      const { run, stripped } = getTriedCommand(tried).tried
      const printed = `${run.printed}\n${stripped?.printed ?? ''}`.replace(/\s+/g, ' ')
      return parts(message).every((part) => printed.includes(part)) ? [] : [`${id}: ${message}`]
    })
    expect(wrong).toEqual([])
  })

  // A cure that switches protection off is none.
  test('never advises to switch verification off', () => {
    const bad = errors.filter(({ cure }) => /(?<!not (?:use )?)--insecure|CERT_NONE|verify=False|-k\b/.test(cure))
    expect(bad.map(({ id }) => id)).toEqual([])
  })

  // Practice offers one cause as right and others as wrong.
  test('is asked about only where each cause is another', () => {
    const asked = errors.filter(({ ask }) => ask)
    expect(asked.length).toBeGreaterThanOrEqual(16)
    expect(new Set(asked.map(({ cause }) => cause)).size).toBe(asked.length)
  })
})
