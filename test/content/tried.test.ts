// Nothing is shown to be typed or loaded that was not typed and loaded, as it stands, in the lab.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadTrials } from '../../src/recorder/trial.ts'
import { showsPassword } from '../../src/recorder/leak.ts'
import { account } from '../../src/recorder/account.ts'
import { getTasks } from '../../src/sessions/chooser.ts'
import { allTried, getTriedCommand } from '../../src/sessions/tried.ts'

const lessons = readdirSync('content/lessons').map((name) => ({
  name,
  text: readFileSync(join('content/lessons', name), 'utf8'),
}))

describe('what the pages show', () => {
  test('was tried in the lab word for word, with versions and date', () => {
    const tried = allTried()
    expect(tried.length).toBeGreaterThan(60)
    expect(tried.filter(({ software }) => software.length < 2).map(({ id }) => id)).toEqual([])
    expect(tried.filter(({ on }) => !/^2\d{3}-\d\d-\d\d$/.test(on)).map(({ id }) => id)).toEqual([])
  })

  test('is read alike by the page and by the lab', () => {
    const { commands, configurations } = loadTrials('.')
    const hashes = new Map(allTried().map(({ id, hash }) => [id, hash]))
    for (const { id, hash } of [...commands, ...configurations]) expect(hashes.get(id), id).toBe(hash)
  })

  test('printed what the lessons say it prints', () => {
    for (const { id, sees, stripped } of loadTrials('.').commands) {
      const { tried } = getTriedCommand(id)
      for (const pattern of sees) expect(tried.run.printed, id).toMatch(new RegExp(pattern, 'm'))
      for (const pattern of stripped?.sees ?? []) expect(tried.stripped?.printed, id).toMatch(new RegExp(pattern, 'm'))
      expect(tried.run.passwordInClear, id).toBe(false)
      expect(tried.stripped?.passwordInClear, id).toBe(stripped?.leaks)
    }
  })

  test('stands in no lesson as a bare block of commands', () => {
    const typed =
      /^\s*(?:\(?(?:time|printf) .*)?\b(openssl|gnutls-cli|swaks|curl|tcpdump|tshark|postconf|python3?|node|php)\b/m
    const bare = lessons.flatMap(({ name, text }) =>
      [...text.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].flatMap(([, block = '']) => (typed.test(block) ? [name] : [])),
    )
    expect(bare).toEqual([])
  })

  test('gives every lesson something to do against the lab', () => {
    const idle = lessons.filter(({ text }) => !/<DoIt [\s\S]*<Tried id=[\s\S]*<\/DoIt>/.test(text))
    expect(idle.map(({ name }) => name)).toEqual([])
  })
})

describe('the advice which port to use', () => {
  test('shows programs that keep the password when STARTTLS is taken away', () => {
    for (const { id, implicit, starttls } of getTasks()) {
      if (id === 'relay') continue
      for (const way of [implicit, starttls]) expect(way.tried, id).toMatch(/^Tried in the lab with \w/)
    }
    const advised = loadTrials('.').commands.filter(({ id, title }) => title !== undefined && /-\d+$/.test(id))
    expect(advised.filter(({ stripped }) => stripped?.leaks !== false).map(({ id }) => id)).toEqual([])
  })

  test('shows server settings that let no login through in clear', () => {
    const advised = allTried().filter(({ id }) => /^(recorded-|postfix-\d+$|dovecot-)/.test(id))
    const accepts = /^(235|a3 OK|\+OK)/
    for (const tried of advised) {
      if (tried.kind !== 'configuration') continue
      for (const { port, inClear, inside } of tried.probes) {
        expect(inClear?.login ?? '', `${tried.id}, ${port}`).not.toMatch(accepts)
        if (port !== 25) expect(inside.login, `${tried.id}, ${port}`).toMatch(accepts)
      }
    }
  })
})

describe('the search for a password on the wire', () => {
  const packet = (payload: string) => {
    const header = Buffer.alloc(40)
    header[0] = 0x45
    header[9] = 6
    header[32] = 0x50
    return { bytes: Buffer.concat([header, Buffer.from(payload, 'latin1')]) }
  }

  test('finds it as IMAP, POP3 and SMTP send it', () => {
    const plain = Buffer.from(`\0${account.user}\0${account.password}`).toString('base64')
    const login = Buffer.from(account.password).toString('base64')
    for (const line of [`a1 LOGIN ${account.user} ${account.password}`, `AUTH PLAIN ${plain}`, login])
      expect(showsPassword([packet(`${line}\r\n`)]), line).toBe(true)
  })

  test('finds nothing where there is none', () => {
    expect(showsPassword([packet('EHLO laptop.example.test\r\n'), { bytes: Buffer.alloc(3) }])).toBe(false)
  })
})
