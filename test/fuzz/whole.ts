/** The whole way of a file through the wire core, with every check that holds for any input. */
import { readers } from '../../src/core/mail/readers.ts'
import type { Field } from '../../src/core/parse.ts'
import { readCapture } from '../../src/core/pcap/capture.ts'
import { readStreams, type TcpHalf } from '../../src/core/pcap/tcp.ts'
import { readStreamTimeline } from '../../src/core/timeline/read.ts'
import { openedFields, recordFields } from '../../src/core/tls/fields.ts'
import { readKeyLog } from '../../src/core/tls/keylog.ts'
import type { TlsConnection } from '../../src/core/tls/types.ts'
import type { Ciphers } from '../../src/core/tls/cipher.ts'
import { account } from '../../src/dissect/account.ts'
import { nodeCiphers } from '../../src/dissect/node-ciphers.ts'
import { readable } from '../../src/dissect/readable.ts'
import { readFound, readOwnCapture } from '../../src/widgets/capture/CaptureAccount.ts'

/** Reads a capture with its secrets. @throws {Error} where anything that must hold does not */
export async function readAll(bytes: Uint8Array): Promise<void> {
  readable((await account(bytes, '', nodeCiphers)).value)
}

/** Reads a capture as the page does that opens a learner's own: the mail in it, and each conversation. */
export async function readOwn(bytes: Uint8Array): Promise<void> {
  const options = { keyLogs: [], ciphers: nodeCiphers, progress: () => undefined }
  const { streams, secrets } = await readOwnCapture(bytes, options)
  for (const stream of streams) await readFound(stream, secrets, options)
}

// It opens nothing, so it matters not what keys it is given.
const shut: Ciphers = { hmac: () => new Uint8Array(64), open: () => null }

/**
 * Reads every stream as a learner's page does, mail or not, and checks that packets, segments, records and the fields of
 * TLS and of mail each tile what they are in.
 *
 * @param ciphers null leaves what is encrypted shut
 */
export async function readFields(bytes: Uint8Array, ciphers: Ciphers | null = nodeCiphers): Promise<void> {
  const capture = readCapture(bytes).value
  for (const packet of capture.packets) {
    if (packet.start < 0 || packet.end < packet.start || packet.end > bytes.length) throw new Error('packet outside')
  }
  const secrets = readKeyLog(capture.secrets)
  for (const stream of readStreams(capture).value) {
    tilesHalf(stream.c2s)
    tilesHalf(stream.s2c)
    const { conversation } = await readStreamTimeline(stream, '', { readers, secrets, ciphers: ciphers ?? shut })
    if (conversation.tls) checkTls(stream, conversation.tls)
    for (const { mail } of conversation.utterances) if (mail) tiles(mail.field)
  }
}

export function checkTls(
  stream: Readonly<Record<'c2s' | 's2c', { readonly bytes: Uint8Array }>>,
  tls: TlsConnection,
): void {
  for (const dir of ['c2s', 's2c'] as const) {
    const { records, unparsed, start, end } = tls[dir]
    let at = start
    const spans = [...records, ...unparsed].sort((a, b) => a.start - b.start)
    for (const span of spans) {
      if (span.start !== at || span.end <= span.start) throw new Error(`record at ${span.start}, expected ${at}`)
      at = span.end
    }
    if (at !== end) throw new Error(`records end at ${at}, TLS at ${end}`)
    records.forEach((_, index) => {
      tiles(recordFields(stream[dir].bytes, tls, dir, index))
      const opened = openedFields(tls, dir, index)
      if (opened) tiles(opened)
    })
  }
}

/** @throws {Error} where children do not tile their parent */
export function tiles(field: Field): void {
  if (!field.children?.length) return
  let at = field.start
  for (const child of field.children) {
    if (child.start !== at || child.end <= child.start)
      throw new Error(`${field.key}: ${child.key} at ${child.start}, expected ${at}`)
    tiles(child)
    at = child.end
  }
  if (at !== field.end) throw new Error(`${field.key} ends at ${field.end}, its children at ${at}`)
}

function tilesHalf(half: TcpHalf): void {
  let at = 0
  for (const span of [...half.segments, ...half.gaps].sort((a, b) => a.start - b.start)) {
    if (span.start !== at || span.end <= span.start) throw new Error(`segment at ${span.start}, expected ${at}`)
    at = span.end
  }
  if (at !== half.bytes.length) throw new Error('segments do not fill the stream')
}
