/** Every key that the readers of mail can give has a meaning, whatever is said. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inVersion, lookUp, newestTls } from '../../src/core/timeline/explain.ts'
import type { MailProtocol } from '../../src/core/protocol.ts'
import type { Field } from '../../src/core/parse.ts'
import { getExplanations } from '../../src/sessions/explanations.ts'
import { getSessions } from '../../src/sessions/sessions.ts'
import { Wire } from '../../src/widgets/bytes/BytesWire.ts'
import { bytesOf, converseBytes } from '../core/mail/transcript.ts'

const keys = (field: Field): string[] => [field.key, ...(field.children ?? []).flatMap(keys)]

const words: Record<MailProtocol, { client: string; server: string[] }> = {
  smtp: {
    client:
      'EHLO HELO LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY EXPN HELP STARTTLS AUTH ETRN TURN ATRN BURL XCLIENT XFORWARD NONSENSE',
    server: ['220', '250', '334', '354', '421', '454', '530', '535', '554', '599'].map((code) => `${code} 5.7.8 text`),
  },
  imap: {
    client:
      'CAPABILITY NOOP LOGOUT STARTTLS AUTHENTICATE LOGIN ENABLE SELECT EXAMINE CREATE DELETE RENAME SUBSCRIBE UNSUBSCRIBE LIST LSUB NAMESPACE STATUS APPEND IDLE CLOSE UNSELECT EXPUNGE SEARCH FETCH STORE COPY MOVE UID CHECK ID GETQUOTA GETQUOTAROOT SORT THREAD NONSENSE',
    server: [
      '* OK [ALERT] x',
      '* PREAUTH x',
      '* BYE x',
      '* 3 EXISTS',
      '* NONSENSE',
      '+ go',
      'a OK x',
      'a NO [NONSENSE 1] x',
      'a BAD x',
      '* CAPABILITY X Y=Z',
    ],
  },
  pop3: {
    client: 'USER PASS APOP AUTH STLS CAPA STAT LIST UIDL RETR TOP DELE NOOP RSET QUIT UTF8 LANG NONSENSE',
    server: ['+OK x', '-ERR [AUTH] x', '+ go', '+OK\r\nSASL PLAIN\r\n.'],
  },
  sieve: {
    client:
      'AUTHENTICATE STARTTLS LOGOUT CAPABILITY HAVESPACE PUTSCRIPT LISTSCRIPTS SETACTIVE GETSCRIPT DELETESCRIPT RENAMESCRIPT CHECKSCRIPT NOOP UNAUTHENTICATE NONSENSE',
    server: ['"SIEVE" "x"\r\nOK "x"', 'OK (TAG) x', 'NO "x"', 'BYE', '"Zm9v"'],
  },
}
const args = [
  '',
  ' PLAIN',
  ' "SCRAM-SHA-256" "Zm9v"',
  ' FROM:<a@example.test> SIZE=1',
  ' LOGIN Zm9v',
  ' {3+}\r\nabc',
  ' (a b) \\Seen',
]

for (const [protocol, { client, server }] of Object.entries(words) as [MailProtocol, (typeof words)[MailProtocol]][]) {
  test(`${protocol}: whatever is said, its kind and its fields are explained`, () => {
    const explanations = getExplanations()
    const command = fc
      .tuple(fc.constantFrom(...client.split(' ')), fc.constantFrom(...args))
      .map(([verb, rest]) => ({ dir: 'c2s' as const, text: `${protocol === 'imap' ? 'a ' : ''}${verb}${rest}` }))
    const line = fc.oneof(
      command,
      fc.constantFrom(...server).map((text) => ({ dir: 's2c' as const, text })),
      fc.record({
        dir: fc.constantFrom('c2s' as const, 's2c' as const),
        text: fc.constantFrom('Zm9v', '*', '.', 'DONE', '\x01\x02', 'From: x'),
      }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { messages } = converseBytes(
          protocol,
          lines.map(({ dir, text }) => ({ dir, bytes: bytesOf(`${text}\r\n`) })),
        )
        const named = messages.flatMap(({ kind, field }) => [kind, ...keys(field)])
        expect(named.filter((key) => !lookUp(explanations, key))).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })
}

test('an open-ended key is explained by what it belongs to, a protocol alone explains nothing', () => {
  const known = { 'smtp.keyword': 1, 'smtp.keyword.size': 2, smtp: 3, unparsed: 4 }
  expect(lookUp(known, 'smtp.keyword.size')).toBe(2)
  expect(lookUp(known, 'smtp.keyword.x.y')).toBe(1)
  expect(lookUp(known, 'smtp.unknown')).toBeUndefined()
  expect(lookUp(known, 'unparsed')).toBe(4)
})

test('what TLS 1.2 said is explained from the text of TLS 1.2, and what TLS 1.3 said from its own', async () => {
  const sources = new Map<string, Set<string>>()
  for (const { timeline, explanations } of await getSessions()) {
    const versions = new Set(timeline.streams.map(({ tls }) => tls?.version ?? ''))
    const [version] = versions
    if (versions.size !== 1 || !version) continue
    const of = sources.get(version) ?? new Set()
    sources.set(version, of)
    for (const [kind, { source }] of Object.entries(explanations)) if (kind.startsWith('tls.')) of.add(source)
  }
  const naming = (version: string, rfc: string) =>
    [...(sources.get(version) ?? [])].filter((one) => one.startsWith(rfc))
  expect(naming('TLS 1.2', 'RFC 8446')).toEqual([])
  expect(naming('TLS 1.2', 'RFC 5246').length).toBeGreaterThan(6)
  expect(naming('TLS 1.3', 'RFC 5246')).toEqual([])
  expect(naming('TLS 1.3', 'RFC 8446').length).toBeGreaterThan(6)
})

test('the fields of TLS 1.2 are explained from its own text, but for what a client offers for TLS 1.3 and what RFC 8446 says of 1.2', async () => {
  const explanations = getExplanations()
  const told = new Set<string>()
  for (const { timeline, conversations } of await getSessions()) {
    if (!timeline.streams.every(({ tls }) => tls?.version === 'TLS 1.2')) continue
    const wire = Wire.of(timeline, conversations)
    const known = inVersion(explanations, newestTls(timeline))
    for (const index of timeline.steps.keys()) {
      const bytes = wire.bytesOf(index)
      for (const key of [bytes?.wire, bytes?.opened].flatMap((pane) => pane?.fields.flatMap(keys) ?? [])) {
        if (key.startsWith('tls.') && lookUp(known, key)?.source.startsWith('RFC 8446')) told.add(key)
      }
    }
  }
  expect([...told].sort()).toMatchInlineSnapshot(`
    [
      "tls.ext.key_share",
      "tls.ext.key_share.list",
      "tls.ext.psk_key_exchange_modes",
      "tls.ext.psk_key_exchange_modes.list",
      "tls.ext.psk_key_exchange_modes.list.mode",
      "tls.ext.supported_versions",
      "tls.ext.supported_versions.list",
      "tls.hello.random",
      "tls.key_share",
      "tls.key_share.key_exchange",
      "tls.key_share.public_key",
      "tls.signature_scheme",
      "tls.version",
    ]
  `)
})

test('a session that agreed on no TLS, or on TLS 1.3, keeps the words of TLS 1.3', () => {
  const known = { 'tls.finished': 3, 'tls12.finished': 2 }
  for (const version of ['', undefined, 'TLS 1.3']) expect(inVersion(known, version)).toBe(known)
  for (const version of ['TLS 1.0', 'TLS 1.2']) expect(lookUp(inVersion(known, version), 'tls.finished')).toBe(2)
})

test('every explanation of TLS 1.2 has its like in the others', () => {
  const explanations = getExplanations()
  for (const [key, { name }] of Object.entries(explanations).filter(([key]) => key.startsWith('tls12.'))) {
    expect(explanations[key.replace(/^tls12/, 'tls')]?.name, key).toBe(name)
  }
})
