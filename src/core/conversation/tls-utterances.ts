/** TLS as a learner steps through it: each handshake message, alert and change of keys on its own. */
import type { Direction } from '../parse.ts'
import { alertName, handshakeTypeName } from '../tls/names.ts'
import type { TlsConnection, TlsRecord } from '../tls/types.ts'
import type { Utterance } from './conversation.ts'

/** `client_hello` as the RFCs write it: `ClientHello`. */
const camel = (name: string) => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

type Draft = Omit<Utterance, 'packets'>

/** What one direction of TLS says, application data that opened left out: its lines are said inside. */
export function tlsUtterances(dir: Direction, tls: TlsConnection): Draft[] {
  const half = tls[dir]
  const out: Draft[] = []
  const say = (
    what: string,
    name: string,
    first: number,
    last: number,
    more: { handshake?: Draft['handshake']; text?: string } = {},
  ) => {
    const end = half.records[last]
    if (!end) return
    out.push({
      dir,
      span: { start: half.records[first]?.start ?? end.start, end: end.end },
      layer: 'tls',
      kind: `tls.${what}`,
      // Both sides say Finished: which of them this is, its name in a link tells.
      slug: `${what === 'finished' ? (dir === 'c2s' ? 'client-' : 'server-') : ''}${what.replace(/[._]/g, '-')}`,
      name,
      text: more.text ?? '',
      sealed: end.encrypted,
      inside: false,
      mail: null,
      handshake: more.handshake ?? null,
      records: { first, last },
    })
  }
  half.records.forEach((record, index) => {
    for (const message of record.handshake) {
      const type = message.retry ? 'hello_retry_request' : handshakeTypeName(message.type)
      const known = !/^\d/.test(type)
      say(known ? type : 'handshake', known ? camel(type) : `Handshake message ${type}`, message.firstRecord, index, {
        handshake: message,
      })
    }
    if (record.alert) {
      const name = alertName(record.alert.description)
      say(`alert.${name}`, `Alert: ${name}`, index, index)
    } else if (record.contentType === 20) say('change_cipher_spec', 'ChangeCipherSpec', index, index)
    else if (record.contentType === null) shut(record, index)
    else if (record.contentType === 24) say('heartbeat', 'Heartbeat', index, index)
  })
  for (const span of half.unparsed) {
    out.push({
      dir,
      span,
      layer: 'tls',
      kind: 'tls.unparsed',
      slug: 'unparsed',
      name: `${span.end - span.start} bytes that are not TLS`,
      text: '',
      sealed: false,
      inside: false,
      mail: null,
      handshake: null,
      records: null,
    })
  }
  return out

  /** A record that stays shut: its type on the wire is all there is to say. */
  function shut(record: TlsRecord, index: number) {
    const size = `${record.length} bytes`
    if (record.type === 23) say('application_data', `Application data (${size})`, index, index)
    else if (record.type === 22) say('encrypted_handshake', `Encrypted handshake message (${size})`, index, index)
    else if (record.type === 21) say('encrypted_alert', 'Encrypted alert', index, index)
    else say('record', `TLS record of type ${record.type} (${size})`, index, index)
  }
}
