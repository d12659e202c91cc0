// Typing a session's lines: what the protocol accepts is accepted, and what it does not gets its reason.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardBefore, type Heard } from '../../../src/core/practice/typed-heard.ts'
import { hintFor, judgeLine } from '../../../src/core/practice/typed-line.ts'
import type { MailProtocol } from '../../../src/core/protocol.ts'
import { plainIn, plainResponse } from '../../../src/core/practice/typed-verdict.ts'

const plain = 'AGFsaWNlAHdvbmRlcmxhbmQ='
const base64 = (text: string) => Buffer.from(text).toString('base64')

const taken: readonly [MailProtocol, recorded: string, typed: string][] = [
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

const turnedDown: readonly [MailProtocol, recorded: string, typed: string, reason: RegExp][] = [
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
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${base64('\0zoë\0wonderland')}`, /The user in it is “zoë”/],
  ['smtp', `AUTH PLAIN ${plain}`, `AUTH PLAIN ${btoa('\0b\x01b\xeb\0wonderland')}`, /The user in it is “b·b·”/],
  ['smtp', 'YWxpY2U=', 'Ym9i', /“bob”/],
  ['smtp', 'YWxpY2U=', base64('zoë'), /“zoë”/],
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
  expect(plainIn(plainResponse('zoë', 'naïve €'))).toEqual({ user: 'zoë', password: 'naïve €' })
  expect(plainIn('QUIT')).toBeNull()
})

const offering = (...extensions: string[]): Heard => ({ extensions, messages: null })
const postfix = offering('PIPELINING', 'SIZE 10240000', 'AUTH PLAIN LOGIN', '8BITMIME', 'DSN', 'SMTPUTF8')
const from = 'MAIL FROM:<ada@example.test>'
const to = 'RCPT TO:<charles@example.test>'

test.each([
  [from, `${from} SIZE=119`],
  [from, `${from} size=10240000 body=8bitmime`],
  [from, `${from} BODY=7BIT SMTPUTF8 AUTH=<> RET=HDRS ENVID=QQ314159`],
  [from, 'mail From:<"ada"@EXAMPLE.test> SIZE=119'],
  [to, `${to} NOTIFY=SUCCESS,DELAY ORCPT=rfc822;charles@example.test`],
  [to, `${to} notify=never`],
])('what the server offers may be used: for %j, %j', (recorded, typed) => {
  expect(judgeLine('smtp', recorded, typed, postfix)).toMatchObject({ accepted: true })
})

test.each([
  [`${from} SIZE=119`, offering('8BITMIME'), /offered nothing.*SIZE=119/],
  [`${from} BODY=8BITMIME`, offering('SIZE 10240000'), /offered nothing/],
  [`${from} SIZE=10240001`, postfix, /no message of more than 10240000 bytes/],
  [`${from} SIZE=big`, postfix, /offered nothing/],
  [`${from} BODY=BINARYMIME`, postfix, /offered nothing/],
  [`${from} NOTIFY=NEVER`, postfix, /offered nothing/],
  [`${from} SIZE=1 size=2`, postfix, /SIZE stands there twice/],
  [`${from}SIZE=119`, postfix, /space belongs after the address/],
  ['MAIL FROM: <ada@example.test> SIZE=119', postfix, /side of the colon/],
  ['MAIL FROM:<"Ada"@example.test>', postfix, /not the address/],
])('a parameter that was not offered, or not so, is refused: %j', (typed, heard, reason) => {
  expect(judgeLine('smtp', from, typed, heard)).toEqual({ accepted: false, reason: expect.stringMatching(reason) })
})

test('a size is taken up to what the server has said, whatever it is; without a limit, any', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (most, size) => {
      const { accepted } = judgeLine('smtp', from, `${from} SIZE=${size}`, offering(`SIZE ${most}`))
      expect(accepted).toBe(most === 0 || size <= most)
    }),
  )
  expect(judgeLine('smtp', from, `${from} SIZE=99999999`, offering('SIZE')).accepted).toBe(true)
})

const mailboxOf = (messages: number): Heard => ({ extensions: [], messages })
const fast = '(FLAGS INTERNALDATE RFC822.SIZE)'

test.each([
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1:1 FLAGS', 3],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1,1 FLAGS', 3],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1:* FLAGS', 1],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH * FLAGS', 1],
  ['a1 FETCH 1:3 FLAGS', 'x FETCH 3,2,1 FLAGS', 9],
  ['a1 FETCH 1:3 FLAGS', 'x FETCH *:1 FLAGS', 3],
  ['a1 UID FETCH 7 FLAGS', 'x uid fetch 7:7 (FLAGS)', 1],
  ['a1 STORE 1 +FLAGS (\\Seen)', 'x STORE 1:1 +flags \\seen', 1],
  ['a1 COPY 1 Sent', 'x COPY 1:1 "Sent"', 2],
  [`a1 FETCH 1 ${fast}`, 'x FETCH 1 FAST', 2],
  ['a1 FETCH 1 ALL', 'x FETCH 1 (ENVELOPE FLAGS RFC822.SIZE INTERNALDATE)', 2],
  ['a1 SELECT INBOX', 'x SELECT "inbox"', 0],
  ['a1 STATUS INBOX (MESSAGES UNSEEN)', 'x STATUS inbox (unseen messages)', 0],
  ['a1 LIST "" "*"', 'x LIST "" *', 0],
  ['a1 LOGIN ada@example.test secret', 'x LOGIN "ada@example.test" "secret"', 0],
])('a server takes it for the same: for %j, %j in a mailbox of %i', (recorded, typed, messages) => {
  expect(judgeLine('imap', recorded, typed, mailboxOf(messages))).toMatchObject({ accepted: true })
})

test.each([
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1:* FLAGS', 2],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1,2 FLAGS', 2],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 01 FLAGS', 2],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH 1: FLAGS', 2],
  ['a1 FETCH 1 (FLAGS)', 'x FETCH "1" FLAGS', 2],
  ['a1 UID FETCH 1 FLAGS', 'x UID FETCH * FLAGS', 1],
  [`a1 FETCH 1 ${fast}`, 'x FETCH 1 (FAST)', 2],
  [`a1 FETCH 1 ${fast}`, 'x FETCH 1 ALL', 2],
  ['a1 FETCH 1 BODY[]', 'x FETCH 1 BODY.PEEK[]', 2],
  ['a1 FETCH 1 BODY[]', 'x FETCH 1 RFC822', 2],
  ['a1 SELECT Sent', 'x SELECT sent', 2],
  ['a1 LIST "" Sent', 'x LIST "" sent', 2],
  ['a1 STATUS INBOX (MESSAGES)', 'x STATUS INBOX MESSAGES', 2],
  ['a1 LOGIN ada "100%"', 'x LOGIN ada 100%', 2],
])('a server takes it for something else: for %j, %j in a mailbox of %i', (recorded, typed, messages) => {
  expect(judgeLine('imap', recorded, typed, mailboxOf(messages)).accepted).toBe(false)
})

test('two sequence sets are the same where they name the same messages, however they are written', () => {
  const last = 6
  const number = fc.integer({ min: 1, max: last })
  const part = fc.tuple(number, number, fc.boolean())
  const sets = fc.array(part, { minLength: 1, maxLength: 4 })
  type Parts = readonly (readonly [number, number, boolean])[]
  const written = (parts: Parts) =>
    parts.map(([from, to, star]) => `${from}:${star && to === last ? '*' : to}`).join(',')
  const named = (parts: Parts) =>
    Array.from({ length: last }, (_, i) => i + 1)
      .filter((n) => parts.some(([from, to]) => n >= Math.min(from, to) && n <= Math.max(from, to)))
      .join()
  fc.assert(
    fc.property(sets, sets, (one, other) => {
      const judged = judgeLine(
        'imap',
        `a FETCH ${written(one)} FLAGS`,
        `b FETCH ${written(other)} FLAGS`,
        mailboxOf(last),
      )
      expect(judged.accepted).toBe(named(one) === named(other))
      const alone = judgeLine('imap', `a FETCH ${written(one)} FLAGS`, `b FETCH ${named(one)} FLAGS`, mailboxOf(last))
      expect(alone.accepted).toBe(true)
    }),
  )
})

test('what the server has said before a line is what counts: its last EHLO reply, and the messages that are left', () => {
  const steps = [
    { to: 'client', kind: 'smtp.reply.ehlo', text: '250-mail.example.test\n250-SIZE 1000\n250 STARTTLS' },
    { to: 'attacker', kind: 'smtp.reply.ehlo', text: '250-mail.example.test\n250 DSN' },
    { to: 'client', kind: 'smtp.reply.ehlo', text: '250-mail.example.test\n250-size 2000\n250 8BITMIME' },
    { to: 'client', kind: 'imap.reply.select', text: '* FLAGS ()\n* 3 EXISTS\n* 0 RECENT\na1 OK Done.' },
    { to: 'client', kind: 'imap.reply.idle', text: '* 2 EXPUNGE' },
  ]
  expect(heardBefore(steps, 0)).toEqual({ extensions: [], messages: null })
  expect(heardBefore(steps, 2)).toEqual({ extensions: ['SIZE 1000', 'STARTTLS'], messages: null })
  expect(heardBefore(steps, 4)).toEqual({ extensions: ['SIZE 2000', '8BITMIME'], messages: 3 })
  expect(heardBefore(steps, 5).messages).toBe(2)
})
