import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConversation } from '../../../src/core/conversation/conversation.ts'
import { readers } from '../../../src/core/mail/readers.ts'
import type { Direction } from '../../../src/core/parse.ts'
import { readStreamTimeline } from '../../../src/core/timeline/read.ts'
import { streamOf } from './stream.ts'

// A ClientHello as far as its random: broken, and enough to be known as one.
const hello = '\x16\x03\x01\x00\x26\x01\x00\x00\x22\x03\x03' + 'r'.repeat(32)
const alert = '\x15\x03\x01\x00\x02\x02\x46'

const read = async (port: number, chunks: readonly (readonly [Direction, string])[]) => {
  const conversation = await readConversation(streamOf(port, chunks), { readers })
  return { conversation, kinds: conversation.utterances.map(({ dir, kind }) => `${dir} ${kind}`) }
}

test('TLS spoken to a cleartext port: a ClientHello one way, text the other', async () => {
  const { conversation, kinds } = await read(587, [
    ['c2s', hello],
    ['s2c', '220 mail.example.test ESMTP\r\n'],
    ['s2c', '500 5.5.2 Error: bad syntax\r\n'],
  ])
  expect(kinds).toEqual(['c2s tls.client_hello', 's2c smtp.greeting', 's2c smtp.reply.500'])
  expect(conversation.tlsStart).toBe('implicit')
})

test('text typed at an implicit port: lines one way, an alert the other', async () => {
  const { kinds } = await read(465, [
    ['c2s', 'EHLO laptop.example.test\r\n'],
    ['s2c', alert],
  ])
  expect(kinds).toEqual(['c2s smtp.ehlo', 's2c tls.alert.protocol_version'])
})

test('STARTTLS refused: the dialogue goes on in the clear', async () => {
  const { conversation, kinds } = await read(587, [
    ['s2c', '220 mail.example.test ESMTP\r\n'],
    ['c2s', 'STARTTLS\r\n'],
    ['s2c', '454 4.7.0 TLS not available due to local problem\r\n'],
    ['c2s', 'QUIT\r\n'],
    ['s2c', '221 Bye\r\n'],
  ])
  expect(conversation.tls).toBeNull()
  expect(kinds.slice(1)).toEqual(['c2s smtp.starttls', 's2c smtp.reply.454', 'c2s smtp.quit', 's2c smtp.reply.221'])
})

test('a command injected behind STARTTLS, and an answer behind the go-ahead, are read as text before TLS', async () => {
  const { conversation, kinds } = await read(587, [
    ['s2c', '220 mail.example.test ESMTP\r\n'],
    ['c2s', 'STARTTLS\r\nMAIL FROM:<mallory@example.test>\r\n'],
    ['s2c', '220 Ready\r\n250 forged\r\n'],
    ['c2s', hello],
    ['s2c', alert],
  ])
  expect(kinds).toEqual([
    's2c smtp.greeting',
    'c2s smtp.starttls',
    'c2s smtp.mail',
    's2c smtp.reply.starttls',
    's2c smtp.reply.250',
    'c2s tls.client_hello',
    's2c tls.alert.protocol_version',
  ])
  expect(conversation.tlsStart).toBe('explicit')
})

test('a line in the clear after TLS has ended is read', async () => {
  const { kinds } = await read(465, [
    ['c2s', hello],
    ['s2c', alert + '421 mail.example.test lost input connection\r\n'],
  ])
  expect(kinds).toEqual(['c2s tls.client_hello', 's2c tls.alert.protocol_version', 's2c smtp.reply.421'])
})

test('a protocol that is not mail is left as bytes', async () => {
  const { conversation, kinds } = await read(8080, [
    ['c2s', 'GET / HTTP/1.1\r\n\r\n'],
    ['s2c', 'HTTP/1.1 200 OK\r\n\r\n'],
  ])
  expect(conversation.protocol).toBeNull()
  expect(kinds).toEqual(['c2s unknown.data', 's2c unknown.data'])
})

test('a segment that overtook another is read in its place', async () => {
  const stream = streamOf(25, [
    ['s2c', '220 mail'],
    ['s2c', '.example.test\r\n'],
  ])
  const [first, second] = stream.s2c.segments
  if (!first || !second) throw new Error('two segments expected')
  const swapped = {
    ...stream,
    s2c: {
      ...stream.s2c,
      segments: [
        { ...first, packet: 1 },
        { ...second, packet: 0 },
      ],
    },
  }
  const { utterances } = await readConversation(swapped, { readers })
  expect(utterances.map(({ kind, packets }) => ({ kind, last: packets.last }))).toEqual([
    { kind: 'smtp.greeting', last: 1 },
  ])
})

test('whatever the bytes, reading ends, every byte is said once at most, and a timeline comes of it', async () => {
  const piece = fc.tuple(
    fc.constantFrom<Direction>('c2s', 's2c'),
    fc.oneof(
      fc.constantFrom(
        hello,
        alert,
        '220 a\r\n',
        '250-a\r\n250 b\r\n',
        'EHLO a\r\n',
        'STARTTLS\r\n',
        'DATA\r\n',
        '354 go\r\n',
        '.\r\n',
        'a STARTTLS\r\n',
        'a OK b\r\n',
        '* OK c\r\n',
        '+OK\r\n',
        'STLS\r\n',
      ),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(25, 143, 110, 465, 4190, 8080),
      fc.array(piece, { maxLength: 14 }),
      async (port, pieces) => {
        const stream = streamOf(port, pieces)
        const { timeline, conversation } = await readStreamTimeline(stream, 'capture', { readers })
        for (const dir of ['c2s', 's2c'] as const) {
          let at = 0
          for (const { span, layer } of conversation.utterances.filter((u) => u.dir === dir && !u.inside)) {
            if (layer !== 'tls') expect(span.start).toBeGreaterThanOrEqual(at)
            at = Math.max(at, span.end)
          }
          expect(at).toBeLessThanOrEqual(stream[dir].bytes.length)
        }
        expect(timeline.steps.every(({ id }) => id.length > 0)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('of a conversation that is too long its first steps are read, as they are in the whole', async () => {
  const chunks: [Direction, string][] = [['s2c', '* OK ready\r\n']]
  for (let i = 0; i < 40; i++) chunks.push(['c2s', `a${i} NOOP\r\n`], ['s2c', `* ${i} EXISTS\r\na${i} OK done\r\n`])
  const stream = streamOf(143, chunks)
  const whole = await readStreamTimeline(stream, 'whole', { readers })
  expect(whole.conversation.cut).toBe(false)
  for (const most of [1, 2, 50, 119, 120, 121, 500]) {
    const { timeline, conversation } = await readStreamTimeline(stream, 'whole', { readers, most })
    expect(conversation.cut).toBe(most < whole.conversation.utterances.length)
    expect(conversation.utterances).toHaveLength(Math.min(most, whole.conversation.utterances.length))
    // Names in links and times are theirs too; nothing of the end is shown as if it had come at once.
    const said = timeline.steps.filter(({ layer }) => layer !== 'tcp')
    expect(said.map(({ id, name, sentMs }) => ({ id, name, sentMs }))).toEqual(
      whole.timeline.steps
        .filter(({ layer }) => layer !== 'tcp')
        .slice(0, most)
        .map(({ id, name, sentMs }) => ({ id, name, sentMs })),
    )
    const last = timeline.steps.at(-1)?.sentMs ?? 0
    expect(timeline.durationMs).toBeLessThanOrEqual(Math.max(last, whole.timeline.durationMs))
    for (const { packets } of timeline.steps)
      for (const packet of packets) expect(timeline.packets[packet]).toBeDefined()
  }
})
