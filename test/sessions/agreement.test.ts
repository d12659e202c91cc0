// cspell:ignore tshark
/**
 * Our reading of each recording against tshark's, which `node test/sessions/tshark.ts` keeps in
 * `test/snapshots/tshark/`: handshake messages, alerts, commands and replies, and all that TLS carried.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Conversation, Utterance } from '../../src/core/conversation/conversation.ts'
import { latin1 } from '../../src/core/bytes.ts'
import type { Direction, Field } from '../../src/core/parse.ts'
import { getSession, sessionIds } from '../../src/sessions/sessions.ts'
import { keptAccount, withoutBlanks, type KeptAccount, type Side } from './tshark.ts'

/** The text of a field without what tshark does not list: literals, and bytes that are no line. */
function lines(field: Field, bytes: Uint8Array): string {
  if (field.key === 'imap.literal' || field.key === 'sieve.literal') return ''
  return field.children
    ? field.children.map((child) => lines(child, bytes)).join('')
    : latin1(bytes, field.start, field.end)
}

/** Commands and lines of replies as tshark words them. */
function words({ mail, layer, dir, kind }: Utterance, bytes: Uint8Array): string[] {
  // It has no dissector for ManageSieve, and shows SASL and messages by other means.
  if (!mail || layer === 'sieve' || /\.unparsed$|^smtp\.message$|^sasl\.response/.test(kind)) return []
  const text = lines(mail.field, bytes)
  if (layer === 'smtp' && dir === 's2c') {
    return text.split('\r\n').flatMap((line) => withoutBlanks(line.slice(4)) || [])
  }
  // The first line of an answer in POP3; tshark lists no more of it.
  if (layer === 'pop3') return [withoutBlanks(text.split('\r\n')[0] ?? '')]
  return text.split('\r\n').filter(Boolean).map(withoutBlanks)
}

const implicitPorts = [465, 993, 995]

function sideOf(conversation: Conversation, dir: Direction): Side {
  const own = conversation.utterances.filter((utterance) => utterance.dir === dir)
  // Where a message ends in a segment of several records, tshark 4.0 misses its end, and takes what follows for more of it.
  const missed = own.findIndex(({ kind, records, packets }) => {
    const { segments } = conversation.stream[dir]
    const last = segments.find(({ packet }) => packet === packets.last)
    const within = conversation.tls?.[dir].records.filter(({ end }) => last && end > last.start && end <= last.end)
    return kind === 'smtp.message' && records !== null && (within?.length ?? 0) > 1
  })
  // A command in the segment that ends a message, as Postfix sends QUIT, is more of the message to it.
  const heard = own.filter(({ packets }, at) => {
    const before = own[at - 1]
    return before?.kind !== 'smtp.message' || before.packets.last !== packets.first
  })
  const said = missed < 0 ? heard : own.slice(0, missed)
  const opened = conversation.opened[dir].bytes
  // tshark goes by the port: on an implicit one it looks for no text, and where SMTP is meant to be, TLS from one side
  // alone escapes it.
  const deaf = conversation.tls === null && implicitPorts.includes(conversation.stream.server.port)
  const both =
    conversation.tls !== null && conversation.tls.c2s.records.length > 0 && conversation.tls.s2c.records.length > 0
  const records =
    both || conversation.protocol !== 'smtp' || implicitPorts.includes(conversation.stream.server.port)
      ? (conversation.tls?.[dir].records ?? [])
      : []
  return {
    handshake: records.flatMap((record) => record.handshake.map(({ type }) => type)),
    alerts: records.flatMap(({ alert }) => (alert ? [alert.description] : [])),
    codes: deaf
      ? []
      : said.flatMap(({ layer, text }) =>
          layer === 'smtp' && dir === 's2c' && /^\d{3}/.test(text) ? [Number(text.slice(0, 3))] : [],
        ),
    said: deaf
      ? []
      : said.flatMap((utterance) => words(utterance, utterance.inside ? opened : conversation.stream[dir].bytes)),
    opened: opened.length ? { bytes: opened.length, sha256: createHash('sha256').update(opened).digest('hex') } : null,
  }
}

for (const id of sessionIds()) {
  test(`${id}: read as tshark reads it`, async () => {
    const file = keptAccount(id)
    if (!existsSync(file)) throw new Error(`${file} is missing. To make it: npx node test/sessions/tshark.ts ${id}`)
    const { wire, streams } = JSON.parse(readFileSync(file, 'utf8')) as KeptAccount
    const session = await getSession(id)
    expect(session.record.files['wire.pcapng']?.sha256, `refresh ${file}: npx node test/sessions/tshark.ts ${id}`).toBe(
      wire,
    )
    const ours = session.conversations.map((conversation) => ({
      port: conversation.stream.server.port,
      c2s: sideOf(conversation, 'c2s'),
      s2c: sideOf(conversation, 's2c'),
    }))
    expect(ours).toEqual(streams)
  })
}
