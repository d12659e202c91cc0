// Typing a session's lines: what the protocol accepts is accepted, and what it does not gets its reason.
import { describe, expect, test } from 'vitest'
import { hintFor, judgeLine, type LineProtocol } from '../../../src/core/practice/typed-line.ts'
import { plainIn, plainResponse } from '../../../src/core/practice/typed-verdict.ts'

const plain = 'AGFsaWNlAHdvbmRlcmxhbmQ='

const taken: readonly [LineProtocol, recorded: string, typed: string][] = [
  ['smtp', 'EHLO laptop.example.test', 'EHLO laptop.example.test'],
  // RFC 5321 §2.4: verbs in any case; §4.1.1.1: the client's own name.
  ['smtp', 'EHLO laptop.example.test', 'ehlo my-host'],
  ['smtp', 'EHLO laptop.example.test', 'Ehlo [192.0.2.7]'],
  ['smtp', 'EHLO laptop.example.test', 'EHLO [IPv6:2001:db8::1] '],
  ['smtp', 'STARTTLS', 'starttls'],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'mail from:<alice@EXAMPLE.test>'],
  ['smtp', 'MAIL FROM:<alice@example.test> SIZE=300', 'MAIL FROM:<alice@example.test>'],
  ['smtp', 'MAIL FROM:<alice@example.test> SIZE=300', 'MAIL FROM:<alice@example.test> size=12'],
  ['smtp', 'RCPT TO:<bob@example.test>', 'RCPT To:<bob@example.test>'],
  ['smtp', `AUTH PLAIN ${plain}`, `auth plain ${plain}`],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${Buffer.from('alice\0alice\0wonderland').toString('base64')}`],
  ['smtp', plain, ` ${plain} `],
  ['smtp', 'NOOP', 'NOOP are you there'],
  ['smtp', 'QUIT', 'quit '],
  ['imap', 'a1 LOGIN alice wonderland', 'x9 login "alice" "wonderland"'],
  ['imap', 'a2 SELECT INBOX', 'tag select inbox'],
  ['imap', 'a3 FETCH 1 (FLAGS BODY[TEXT])', 'a3 fetch 1 (body[text] flags)'],
  ['imap', 'a3 FETCH 1 FLAGS', 'a3 FETCH 1 (FLAGS)'],
  ['imap', 'a3 FETCH 1 (BODY[HEADER.FIELDS (SUBJECT FROM)])', 'b fetch 1 (body[header.fields (subject from)])'],
  ['imap', `a1 AUTHENTICATE PLAIN ${plain}`, `b authenticate plain ${plain}`],
  ['imap', 'DONE', 'done'],
  ['imap', plain, plain],
  ['pop3', 'USER alice', 'user alice'],
  ['pop3', 'PASS correct horse', 'pass correct horse'],
  ['pop3', 'RETR 1', 'retr 01'],
  ['pop3', `AUTH PLAIN ${plain}`, `auth PLAIN ${plain}`],
  ['pop3', 'STLS', 'stls'],
]

const turnedDown: readonly [LineProtocol, recorded: string, typed: string, reason: RegExp][] = [
  ['smtp', 'EHLO a.example.test', '', /empty line/],
  ['smtp', 'EHLO a.example.test', ' EHLO me', /beginning of the line/],
  ['smtp', 'EHLO a.example.test', 'EHLO', /your own host/],
  ['smtp', 'EHLO a.example.test', 'EHLO my host', /no spaces/],
  ['smtp', 'EHLO a.example.test', 'EHLO -host-', /no host name/],
  ['smtp', 'EHLO a.example.test', 'HELO a.example.test', /without asking for extensions/],
  ['smtp', 'STARTTLS', 'STARTTLS now', /takes no argument/],
  ['smtp', 'STARTTLS', 'STLS', /STLS is not the command/],
  // RFC 5321 §3.3
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL FROM: <alice@example.test>', /side of the colon/],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL FROM:alice@example.test', /angle brackets/],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL TO:<alice@example.test>', /FROM/],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL FROM:<Alice@example.test>', /not the address/],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL FROM:<alice@example.test> SMTPUTF8', /SMTPUTF8/],
  ['smtp', 'MAIL FROM:<alice@example.test>', 'MAIL alice@example.test', /FROM:/],
  ['smtp', `AUTH PLAIN ${plain}`, 'AUTH PLAIN', /334/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH LOGIN ${plain}`, /mechanism here is PLAIN/],
  ['smtp', `AUTH PLAIN ${plain}`, 'AUTH PLAIN alice:wonderland', /not base64/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${btoa('alice:wonderland')}`, /two NUL/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${btoa('\0alice\0Wonderland')}`, /password is not/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${btoa('\0bob\0wonderland')}`, /The user in it is “bob”/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${btoa('root\0alice\0wonderland')}`, /act as yourself/],
  ['smtp', plain, 'alice', /multiple of four/],
  ['smtp', 'YWxpY2U=', 'Ym9i', /“bob”/],
  ['imap', 'a1 LOGIN alice wonderland', 'LOGIN alice wonderland', /tag of your choice/],
  ['imap', 'a1 LOGIN alice wonderland', 'a1  LOGIN alice wonderland', /exactly one space/],
  ['imap', 'a1 LOGIN alice wonderland', '+1 LOGIN alice wonderland', /tag is made/],
  ['imap', 'a1 LOGIN alice wonderland', 'a1 LOGIN alice', /missing/],
  ['imap', 'a1 LOGIN alice wonderland', 'a1 LOGIN Alice wonderland', /user is not/],
  ['imap', 'a1 LOGIN alice wonderland', 'a1 LOGIN alice Wonderland', /password is not/],
  ['imap', 'a2 SELECT INBOX', 'a2 EXAMINE INBOX', /EXAMINE is not/],
  ['imap', 'a2 SELECT INBOX', 'a2 SELECT Sent', /“Sent”/],
  ['imap', 'a3 FETCH 1 (FLAGS)', 'a3 FETCH 2 (FLAGS)', /“2”/],
  ['imap', 'a4 LOGOUT', 'a4 LOGOUT now', /takes no argument/],
  ['imap', 'a4 LOGOUT', 'a4', /comes a command/],
  ['imap', 'DONE', 'a5 DONE', /no tag/],
  ['pop3', 'USER alice', 'USER  alice', /one space/],
  ['pop3', 'USER alice', 'USER', /missing/],
  ['pop3', 'STAT', 'STAT 1', /no argument/],
  ['pop3', 'PASS secret', 'PASS Secret', /what follows/],
  ['pop3', 'STLS', 'STARTTLS', /not the command/],
]

describe('is taken', () => {
  test.each(taken)('%s: for %j, %j', (protocol, recorded, typed) => {
    expect(judgeLine(protocol, recorded, typed)).toMatchObject({ accepted: true })
  })
})

describe('is refused, with the reason', () => {
  test.each(turnedDown)('%s: for %j, %j', (protocol, recorded, typed, reason) => {
    const verdict = judgeLine(protocol, recorded, typed)
    expect(verdict.accepted).toBe(false)
    expect(verdict.reason).toMatch(reason)
  })
})

test('every recorded line is its own right answer', () => {
  for (const [protocol, recorded] of [...taken, ...turnedDown]) {
    expect(judgeLine(protocol, recorded, recorded).accepted).toBe(true)
  }
})

test('a hint shows the shape of a line and keeps its secrets', () => {
  expect(hintFor('smtp', 'EHLO laptop.example.test')).toBe('EHLO …')
  expect(hintFor('smtp', 'MAIL FROM:<alice@example.test> SIZE=3')).toBe('MAIL FROM:<address> …')
  expect(hintFor('smtp', `AUTH PLAIN ${plain}`)).toBe('AUTH … …')
  expect(hintFor('smtp', plain)).toBe('One word: the answer in base64.')
  expect(hintFor('imap', 'a1 LOGIN alice wonderland')).toBe('tag LOGIN … …')
  expect(hintFor('imap', 'a3 FETCH 1 (FLAGS UID)')).toBe('tag FETCH … (…)')
  expect(hintFor('imap', 'DONE')).toBe('DONE')
})

test('base64 of PLAIN is helped along, UTF-8 included', () => {
  expect(plainResponse('alice', 'wonderland')).toBe(plain)
  expect(plainResponse('zoë', 'naïve €')).toBe(Buffer.from('\0zoë\0naïve €').toString('base64'))
  expect(plainIn(`AUTH PLAIN ${plain}`)).toEqual({ user: 'alice', password: 'wonderland' })
  expect(plainIn('QUIT')).toBeNull()
})
