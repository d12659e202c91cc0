// cspell:ignore Nlcm dvcm Vjcm Fubm fileinto
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MailProtocol } from '../../../src/core/protocol.ts'
import type { Direction } from '../../../src/core/parse.ts'
import { bytesOf, converseBytes, gap } from './transcript.ts'

type Chunk = { dir: Direction; bytes: Uint8Array }
const line = (dir: Direction, text: string): Chunk => ({ dir, bytes: bytesOf(text + '\r\n') })

const dialogues: Record<MailProtocol, Chunk[]> = {
  smtp: [
    line('s2c', '220 mail.example.test ESMTP'),
    line('c2s', 'EHLO a'),
    line('s2c', '250-mail\r\n250-AUTH LOGIN\r\n250 SIZE 100'),
    line('c2s', 'AUTH LOGIN'),
    line('s2c', '334 VXNlcm5hbWU6'),
    line('c2s', 'YW5uYQ=='),
    line('s2c', '334 UGFzc3dvcmQ6'),
    line('c2s', 'c2VjcmV0'),
    line('s2c', '235 2.7.0 ok'),
    line('c2s', 'MAIL FROM:<a@example.test> SIZE=3\r\nRCPT TO:<b@example.test>\r\nDATA'),
    line('s2c', '250 ok\r\n250 ok\r\n354 go'),
    line('c2s', 'Subject: x\r\n\r\n..\r\n.\r\nBDAT 4 LAST\r\nabcdQUIT'),
    line('s2c', '250 ok\r\n250 ok\r\n221 bye'),
  ],
  imap: [
    line('s2c', '* OK [CAPABILITY IMAP4rev1] ready'),
    line('c2s', 'a AUTHENTICATE PLAIN'),
    line('s2c', '+'),
    line('c2s', 'AGFubmEAc2VjcmV0'),
    line('s2c', 'a OK done'),
    line('c2s', 'b APPEND INBOX {5}'),
    line('s2c', '+ go'),
    line('c2s', 'A: b\n'),
    line('s2c', 'b OK [APPENDUID 1 2] done'),
    line('c2s', 'c FETCH 1 (FLAGS BODY[])'),
    line('s2c', '* 1 FETCH (FLAGS (\\Seen) BODY[] {6}\r\nA: b\r\n)\r\nc OK done'),
  ],
  pop3: [
    line('s2c', '+OK ready'),
    line('c2s', 'AUTH PLAIN'),
    line('s2c', '+ '),
    line('c2s', 'AGFubmEAc2VjcmV0'),
    line('s2c', '+OK'),
    line('c2s', 'LIST'),
    line('s2c', '+OK\r\n1 20\r\n.'),
    line('c2s', 'RETR 1'),
    line('s2c', '+OK\r\nA: b\r\n\r\n..x\r\n.'),
  ],
  sieve: [
    line('s2c', '"SIEVE" "fileinto"\r\nOK (TAG {3}\r\nabc) "x"'),
    line('c2s', 'AUTHENTICATE "PLAIN"'),
    line('s2c', '""'),
    line('c2s', '"AGFubmEAc2VjcmV0"'),
    line('s2c', 'OK "in"'),
    line('c2s', 'PUTSCRIPT "a" {5+}\r\nkeep;'),
    line('s2c', 'OK'),
  ],
}

/** Reads the chunks and holds that the messages tile each direction, and that fields tile each message. */
function check(protocol: MailProtocol, chunks: Chunk[], whole = true) {
  const { messages, bytes } = converseBytes(protocol, chunks)
  for (const dir of ['c2s', 's2c'] as const) {
    let at = 0
    for (const message of messages.filter((m) => m.dir === dir)) {
      expect(message.field.start).toBe(at)
      expect(gap(message.field)).toBeNull()
      at = message.field.end
    }
    if (whole) expect(at).toBe(bytes[dir].length)
  }
}

for (const [protocol, chunks] of Object.entries(dialogues) as [MailProtocol, Chunk[]][]) {
  test(`${protocol}: every prefix of a dialogue reads without throwing, every byte in one field`, () => {
    chunks.forEach((chunk, n) => {
      for (let cut = 0; cut <= chunk.bytes.length; cut++) {
        check(protocol, [...chunks.slice(0, n), { dir: chunk.dir, bytes: chunk.bytes.subarray(0, cut) }])
      }
    })
  })

  test(`${protocol}: every flipped byte of a dialogue reads without throwing, every byte in one field`, () => {
    chunks.forEach((chunk, n) => {
      for (let at = 0; at < chunk.bytes.length; at++) {
        const was = chunk.bytes[at] ?? 0
        for (const flip of [0x01, 0x20, 0x80, was ^ 0x0a, was]) {
          const bytes = chunk.bytes.slice()
          bytes[at] = was ^ flip
          check(protocol, [...chunks.slice(0, n), { dir: chunk.dir, bytes }, ...chunks.slice(n + 1)])
        }
      }
    })
  })

  test(`${protocol}: pieces of dialogues in any order read without throwing, every byte in one field`, () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.values(dialogues).flat()),
      fc.record({ dir: fc.constantFrom<Direction>('c2s', 's2c'), bytes: fc.uint8Array({ maxLength: 40 }) }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => check(protocol, pieces)),
      { numRuns: 400 },
    )
  })
}

const pieces = (dir: Direction, bytes: Uint8Array, size: number): Chunk[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    dir,
    bytes: bytes.subarray(i * size, (i + 1) * size),
  }))

test('a message of four megabytes in small pieces is read in time that grows with its size', () => {
  const mail = Buffer.from('Subject: x\r\n\r\n' + 'x'.repeat(70).concat('\r\n').repeat(56_000))
  const took = (chunks: Chunk[], protocol: MailProtocol) => {
    const start = performance.now()
    check(protocol, chunks)
    return performance.now() - start
  }
  const retr = [
    line('s2c', '+OK'),
    line('c2s', 'RETR 1'),
    line('s2c', '+OK'),
    ...pieces('s2c', mail, 1400),
    line('s2c', '.'),
  ]
  const data = [line('c2s', 'DATA'), line('s2c', '354 go'), ...pieces('c2s', mail, 1400), line('c2s', '.')]
  const fetch = [
    line('s2c', '* OK'),
    line('c2s', 'a FETCH 1 BODY[]'),
    line('s2c', `* 1 FETCH (BODY[] {${mail.length}}`),
    ...pieces('s2c', mail, 1400),
    line('s2c', ')\r\na OK'),
  ]
  // Quadratic reading would take minutes.
  expect(took(retr, 'pop3') + took(data, 'smtp') + took(fetch, 'imap')).toBeLessThan(10_000)
})

test('a first line of three megabytes that comes in small pieces is not read anew with each', () => {
  const long = (dir: Direction, start: string) => pieces(dir, bytesOf(start + 'x'.repeat(3_000_000)), 1400)
  const start = performance.now()
  check('smtp', [line('c2s', 'DATA'), line('s2c', '354 go'), ...long('c2s', '')])
  check('smtp', long('s2c', '220-'))
  check('smtp', long('c2s', 'BDAT 9000000 '))
  check('pop3', [line('s2c', '+OK'), line('c2s', 'RETR 1'), ...long('s2c', '+OK ')])
  // Each took 17 s and more.
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('four megabytes without a line end are read, whatever the protocol is', () => {
  const bytes = new Uint8Array(4_000_000).fill(120)
  for (const protocol of Object.keys(dialogues) as MailProtocol[]) {
    for (const dir of ['c2s', 's2c'] as const) check(protocol, [{ dir, bytes }])
  }
})

test('sixty thousand commands sent at once are read in time that grows with their number', () => {
  const bytes = (count: number, make: (i: number) => string) =>
    bytesOf(Array.from({ length: count }, (_, i) => make(i)).join(''))
  const took = (count: number) => {
    const start = process.cpuUsage()
    for (const [protocol, reply] of [
      ['smtp', () => '250 ok\r\n'],
      ['imap', (i: number) => `a${count - i - 1} OK\r\n`],
    ] as const) {
      const sent = bytes(count, (i) => (protocol === 'imap' ? `a${i} NOOP\r\n` : 'NOOP\r\n'))
      const chunks = [
        { dir: 'c2s', bytes: sent },
        { dir: 's2c', bytes: bytes(count, reply) },
      ] as const
      expect(converseBytes(protocol, chunks, true).messages.length).toBe(2 * count)
    }
    return process.cpuUsage(start).user
  }
  // Four times the commands; a square would be 16 times the time.
  const few = took(15_000)
  expect(took(60_000) / few).toBeLessThan(7)
}, 120_000)
