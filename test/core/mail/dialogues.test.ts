// cspell:ignore cret
import { expect, test } from 'vitest'
import { guessProtocol } from '../../../src/core/mail/guess.ts'
import { bytesOf, converse, converseBytes, leaves } from './transcript.ts'

const kinds = (run: ReturnType<typeof converse>) => run.messages.map((m) => `${m.dir === 'c2s' ? 'C' : 'S'} ${m.kind}`)
const at = (run: ReturnType<typeof converse>, index: number) => {
  const message = run.messages[index]
  if (!message) throw new Error(`no message ${index}`)
  return message
}
const told = (run: ReturnType<typeof converse>) =>
  run.messages.flatMap((m) => m.discloses.map((d) => `${d.what}: ${d.value}`))

test('a submission reads as greeting, EHLO, AUTH, envelope, message, QUIT', () => {
  const run = converse(
    'smtp',
    `S: 220 mail.example.test ESMTP Postfix
     C: EHLO laptop.example.test
     S: 250-mail.example.test
     S: 250-SIZE 10240000
     S: 250 AUTH PLAIN LOGIN
     C: AUTH PLAIN AGFubmFAZXhhbXBsZS50ZXN0AHNlY3JldA==
     S: 235 2.7.0 Authentication successful
     C: MAIL FROM:<anna@example.test> SIZE=120
     C: RCPT TO:<ben@example.test>
     C: DATA
     S: 250 2.1.0 Ok
     S: 250 2.1.5 Ok
     S: 354 End data with <CR><LF>.<CR><LF>
     C: Subject: Lunch
     C:${' '}
     C: ..hidden
     C: .
     S: 250 2.0.0 Ok: queued as 4C9
     C: QUIT
     S: 221 2.0.0 Bye`,
  )
  expect(kinds(run)).toMatchInlineSnapshot(`
    [
      "S smtp.greeting",
      "C smtp.ehlo",
      "S smtp.reply.ehlo",
      "C smtp.auth",
      "S smtp.reply.235",
      "C smtp.mail",
      "C smtp.rcpt",
      "C smtp.data",
      "S smtp.reply.250",
      "S smtp.reply.250",
      "S smtp.reply.354",
      "C smtp.message",
      "S smtp.reply.250",
      "C smtp.quit",
      "S smtp.reply.221",
    ]
  `)
  expect(told(run)).toMatchInlineSnapshot(`
    [
      "server-name: mail.example.test",
      "client-name: laptop.example.test",
      "user: anna@example.test",
      "password: secret",
      "sender: anna@example.test",
      "recipient: ben@example.test",
      "text: Lunch",
    ]
  `)
  expect(run.messages.find((m) => m.kind === 'smtp.message')?.text).toBe('Subject: Lunch\n\n.hidden')
  expect(run.messages[2]?.name).toBe('250 (3 lines)')
  expect(leaves(at(run, 2).field).map((f) => `${f.key} ${f.value}`)).toMatchInlineSnapshot(`
    [
      "smtp.reply.250 250",
      "smtp.reply_more -",
      "smtp.reply_text mail.example.test",
      "smtp.crlf CR LF",
      "smtp.reply.250 250",
      "smtp.reply_more -",
      "smtp.keyword.size SIZE",
      "smtp.space  ",
      "smtp.keyword_value 10240000",
      "smtp.crlf CR LF",
      "smtp.reply.250 250",
      "smtp.reply_last  ",
      "smtp.keyword.auth AUTH",
      "smtp.space  ",
      "smtp.keyword_value PLAIN LOGIN",
      "smtp.crlf CR LF",
    ]
  `)
})

// RFC 2033 §4.2: a reply for each recipient that was taken, in their order.
test('LMTP answers a message once for each recipient', () => {
  const run = converse(
    'smtp',
    `S: 220 mail LMTP
     C: LHLO relay.example.test
     S: 250 mail
     C: MAIL FROM:<a@example.test>
     S: 250 ok
     C: RCPT TO:<b@example.test>
     S: 250 ok
     C: RCPT TO:<nobody@example.test>
     S: 550 no such user
     C: RCPT TO:<c@example.test>
     S: 250 ok
     C: DATA
     S: 354 go
     C: Subject: Lunch
     C: .
     S: 250 for b
     S: 452 c is full
     C: QUIT
     S: 221 bye`,
  )
  expect(run.messages.slice(-5).map(({ slug, name }) => `${slug}: ${name}`)).toEqual([
    'message: Message (1 lines, 16 bytes)',
    'message-reply: 250 for b',
    'message-reply: 452 c is full',
    'quit: QUIT',
    'quit-reply: 221 bye',
  ])
})

// RFC 5321 §4.5.2 and RFC 1939 §3: whatever follows the dot, unless nothing does.
test('transport takes away a dot at the start of a line, whatever follows it', () => {
  const run = converse(
    'smtp',
    `S: 220 mail
     C: DATA
     S: 354 go
     C: Subject: Lunch
     C:${' '}
     C: .foo
     C: ..
     C: a.b
     C: .
     S: 250 ok`,
  )
  const message = at(run, 3)
  expect(message.text).toBe('Subject: Lunch\n\nfoo\n.\na.b')
  expect(leaves(message.field).map((f) => `${f.key} ${f.value}`)).toEqual([
    'message.header.subject Subject: Lunch',
    'message.separator CR LF',
    'message.dot_stuffing .',
    'message.body foo\r\n',
    'message.dot_stuffing .',
    'message.body .\r\na.b\r\n',
    'smtp.end_of_data .\r\n',
  ])
  const bareLf = converseBytes('smtp', [
    { dir: 'c2s', bytes: bytesOf('DATA\r\n') },
    { dir: 's2c', bytes: bytesOf('354 go\r\n') },
    { dir: 'c2s', bytes: bytesOf('a: b\n\n.\n.\r.c\r\n.\r\n') },
  ])
  expect(at(bareLf, 2).text).toBe('a: b\n\n.\n\r.c')
  const retrieved = converse('pop3', `S: +OK\nC: RETR 1\nS: +OK\nS: a: b\nS: .c\nS: .`)
  expect(at(retrieved, 2).text).toBe('+OK\na: b\nc')
})

// RFC 3207 §4: only "220 Ready to start TLS" starts TLS.
test('TLS may start after 220, not after 454', () => {
  const dialogue = (reply: string) =>
    converse('smtp', `S: 220 mail.example.test\nC: EHLO a.test\nS: 250 mail.example.test\nC: STARTTLS\nS: ${reply}`)
      .dialogue
  expect(dialogue('220 2.0.0 Ready to start TLS').upgraded).toBe(true)
  expect(dialogue('454 4.7.0 TLS not available due to local problem').upgraded).toBe(false)
})

test('a command sent along with STARTTLS is not read before the reply to STARTTLS', () => {
  const run = converseBytes('smtp', [
    { dir: 's2c', bytes: bytesOf('220 mail.example.test\r\n') },
    { dir: 'c2s', bytes: bytesOf('STARTTLS\r\nRSET\r\n') },
    { dir: 's2c', bytes: bytesOf('220 Ready\r\n') },
  ])
  expect(kinds(run)).toEqual(['S smtp.greeting', 'C smtp.starttls', 'S smtp.reply.starttls', 'C smtp.rset'])
})

test('AUTH LOGIN gives away user and password in two answers', () => {
  const run = converse(
    'smtp',
    `S: 220 mail.example.test
     C: AUTH LOGIN
     S: 334 VXNlcm5hbWU6
     C: YW5uYQ==
     S: 334 UGFzc3dvcmQ6
     C: c2VjcmV0
     S: 535 5.7.8 Error: authentication failed`,
  )
  expect(told(run)).toEqual(['server-name: mail.example.test', 'user: anna', 'password: secret'])
  expect(kinds(run)[3]).toBe('C sasl.response.login')
})

test('AUTH SCRAM-SHA-256 gives away the user name and no password', () => {
  const b64 = (text: string) => Buffer.from(text).toString('base64')
  const run = converse(
    'smtp',
    `S: 220 mail
     C: AUTH SCRAM-SHA-256 ${b64('n,,n=anna,r=abc')}
     S: 334 ${b64('r=abcdef,s=c2FsdA==,i=4096')}
     C: ${b64('c=biws,r=abcdef,p=cHJvb2Y=')}
     S: 334 ${b64('v=c2ln')}
     C: =
     S: 235 2.7.0 Authentication successful`,
  )
  expect(told(run)).toEqual(['user: anna'])
  expect(leaves(at(run, 2).field).find((f) => f.key.startsWith('sasl.'))?.value).toBe('r=abcdef,s=c2FsdA==,i=4096')
})

test('BDAT carries its chunk', () => {
  const run = converseBytes('smtp', [
    { dir: 'c2s', bytes: bytesOf('BDAT 16 LAST\r\nSubject: A\r\n\r\n.\r') },
    { dir: 'c2s', bytes: bytesOf('\nQUIT\r\n') },
  ])
  expect(kinds(run)).toEqual(['C smtp.bdat', 'C smtp.command', 'C smtp.quit'])
  expect(run.messages[0]?.field.end).toBe(30)
})

test('an IMAP command, its data and its tagged response read as two messages', () => {
  const run = converse(
    'imap',
    `S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] mail.example.test ready.
     C: a1 LOGIN anna "se cret"
     S: a1 OK [CAPABILITY IMAP4rev1 IDLE] Logged in
     C: a2 SELECT INBOX
     S: * FLAGS (\\Answered \\Seen)
     S: * 2 EXISTS
     S: a2 OK [READ-WRITE] Select completed
     C: a3 FETCH 1 BODY[]
     S: * 1 FETCH (BODY[] {19}
     S: Subject: Hi
     S:${' '}
     S: Yes)
     S: a3 OK Fetch completed
     C: a4 IDLE
     S: + idling
     S: * 3 EXISTS
     C: DONE
     S: a4 OK Idle completed
     C: a5 LOGOUT
     S: * BYE Logging out
     S: a5 OK Logout completed`.replace(/^ {5}S: Yes/m, 'S: Yes'),
  )
  expect(run.messages.map((m) => `${m.kind} | ${m.name}`)).toMatchInlineSnapshot(`
    [
      "imap.greeting | * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] mail…",
      "imap.login | a1 LOGIN anna …",
      "imap.reply.login | a1 OK [CAPABILITY IMAP4rev1 IDLE] Logged in",
      "imap.select | a2 SELECT INBOX",
      "imap.reply.select | a2 OK [READ-WRITE] Select completed (3 lines)",
      "imap.fetch | a3 FETCH 1 BODY[]",
      "imap.reply.fetch | a3 OK Fetch completed (2 lines)",
      "imap.idle | a4 IDLE",
      "imap.continuation | + idling",
      "imap.data.exists | * 3 EXISTS",
      "imap.done | DONE",
      "imap.reply.idle | a4 OK Idle completed",
      "imap.logout | a5 LOGOUT",
      "imap.reply.logout | a5 OK Logout completed (2 lines)",
    ]
  `)
  expect(told(run)).toEqual(['server-name: mail.example.test', 'user: anna', 'password: se cret', 'text: Hi'])
})

// RFC 9051 §4.3: a synchronizing literal waits for "+"; RFC 7888: {n+} does not.
test('literals are cut by their announced size', () => {
  const run = converse(
    'imap',
    `S: * OK ready
     C: a LOGIN {4}
     S: + OK
     C: anna {6+}
     C: secret
     S: a OK done
     C: b APPEND INBOX {5}
     S: b NO [TRYCREATE] no such mailbox
     C: c NOOP`,
  )
  expect(kinds(run)).toEqual([
    'S imap.greeting',
    'C imap.login',
    'S imap.continuation',
    'C imap.literal',
    'S imap.reply.login',
    'C imap.append',
    'S imap.reply.no',
    'C imap.noop',
  ])
  expect(told(run)).toEqual(['user: anna', 'password: secret'])
})

test('a LOGIN gives away what stands in literals, each as it comes, quotes and all', () => {
  const run = converse(
    'imap',
    `S: * OK ready
     C: a LOGIN anna {5}
     S: + OK
     C: "a\\b"
     S: a NO wrong
     C: b LOGIN {4}
     S: + OK
     C: anna {6}
     S: + OK
     C: secret
     S: b OK done
     C: c APPEND INBOX {16}
     S: + OK
     C: Subject: Lunch
     C:${' '}
     S: c OK done`,
  )
  expect(run.messages.map(({ discloses }) => discloses.map((d) => `${d.what}: ${d.value}`).join())).toEqual([
    ...['', 'user: anna', '', 'password: "a\\b"', ''],
    ...['', '', 'user: anna', '', 'password: secret', ''],
    ...['', '', 'text: Lunch', ''],
  ])
})

test('IMAP PREAUTH is a greeting of its own', () => {
  expect(kinds(converse('imap', 'S: * PREAUTH ready'))).toEqual(['S imap.greeting.preauth'])
})

test('POP3 responses are as long as their command makes them', () => {
  const run = converse(
    'pop3',
    `S: +OK Dovecot ready.
     C: CAPA
     S: +OK
     S: STLS
     S: SASL PLAIN
     S: .
     C: USER anna
     S: +OK
     C: PASS secret
     S: -ERR [AUTH] Authentication failed.
     C: LIST
     S: +OK 0 messages:
     S: .
     C: LIST 1
     S: -ERR There's no message 1.
     C: RETR 1
     S: +OK 30 octets
     S: Subject: Lunch
     S:${' '}
     S: ..
     S: .
     C: STLS
     S: +OK Begin TLS negotiation now.`,
  )
  expect(kinds(run).filter((k) => k.startsWith('S'))).toEqual([
    'S pop3.greeting',
    'S pop3.reply.capa',
    'S pop3.reply.user',
    'S pop3.err',
    'S pop3.reply.list',
    'S pop3.err',
    'S pop3.reply.retr',
    'S pop3.reply.stls',
  ])
  expect(told(run)).toEqual(['user: anna', 'password: secret', 'text: Lunch'])
  expect(run.dialogue.upgraded).toBe(true)
})

// RFC 2449 §8, RFC 3206: the code is in brackets.
test('a response code of POP3 has its brackets with it, and what follows stands where it is', () => {
  const run = converse(
    'pop3',
    `S: +OK ready
     C: PASS secret
     S: -ERR [AUTH] Authentication failed.
     C: PASS secret
     S: -ERR [SYS/TEMP] Later`,
  )
  const fields = (n: number) =>
    leaves(at(run, n).field).map(({ key, start, end }) => [
      key,
      Buffer.from(run.bytes.s2c.subarray(start, end)).toString(),
    ])
  expect(fields(2)).toEqual([
    ['pop3.err', '-ERR'],
    ['pop3.space', ' '],
    ['pop3.code.auth', '[AUTH]'],
    ['pop3.space', ' '],
    ['pop3.text', 'Authentication failed.'],
    ['pop3.crlf', '\r\n'],
  ])
  expect(fields(4)[2]).toEqual(['pop3.code.sys-temp', '[SYS/TEMP]'])
})

// RFC 6856 §3: a list without an argument, one line with one.
test('LANG alone is answered with a list', () => {
  const run = converse(
    'pop3',
    `S: +OK ready
     C: LANG
     S: +OK Languages:
     S: en English
     S: .
     C: LANG en
     S: +OK en
     C: QUIT
     S: +OK`,
  )
  expect(kinds(run)).toEqual([
    'S pop3.greeting',
    'C pop3.lang',
    'S pop3.reply.lang',
    'C pop3.lang',
    'S pop3.reply.lang',
    'C pop3.quit',
    'S pop3.reply.quit',
  ])
  expect(at(run, 2).text).toBe('+OK Languages:\nen English')
})

test('ManageSieve greets with its capabilities, and authenticates in quoted base64', () => {
  const run = converse(
    'sieve',
    `S: "IMPLEMENTATION" "Dovecot Pigeonhole"
     S: "STARTTLS"
     S: OK "Dovecot ready."
     C: AUTHENTICATE "PLAIN" "AGFubmEAc2VjcmV0"
     S: OK "Logged in."
     C: PUTSCRIPT "a" {7+}
     C: keep;
     C:${' '}
     S: OK
     C: STARTTLS
     S: OK "Begin TLS negotiation now."`,
  )
  expect(kinds(run)).toEqual([
    'S sieve.greeting',
    'C sieve.authenticate',
    'S sieve.reply.authenticate',
    'C sieve.putscript',
    'S sieve.reply.putscript',
    'C sieve.starttls',
    'S sieve.reply.starttls',
  ])
  expect(told(run)).toEqual(['user: anna', 'password: secret', 'text: keep;'])
  expect(run.dialogue.upgraded).toBe(true)
})

test('the client lines of a capture without the server read as if the server had agreed', () => {
  const run = converse('smtp', 'C: DATA\nC: Subject: x\nC: .\nC: QUIT')
  expect(kinds(run)).toEqual(['C smtp.data', 'C smtp.message', 'C smtp.quit'])
})

test('what is said overrules what the port suggests', () => {
  expect(guessProtocol(465, '', '220 mail.example.test')).toBe('smtp')
  expect(guessProtocol(143, '', '220 mail.example.test')).toBe('smtp')
  expect(guessProtocol(993, '', '')).toBe('imap')
  expect(guessProtocol(8080, 'GET / HTTP/1.1', 'HTTP/1.1 200 OK')).toBeNull()
})
