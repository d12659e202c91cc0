/**
 * What `dissect --json` prints, and how it is made: every TCP stream of a capture with its TLS records and its
 * plaintext.
 */
import { carriers } from '../core/conversation/delivery.ts'
import {
  contentTypeName,
  alertLevelName,
  alertName,
  groupName,
  handshakeTypeName,
  versionName,
} from '../core/tls/names.ts'
import { guessProtocol } from '../core/mail/guess.ts'
import type { Direction, Parsed } from '../core/parse.ts'
import { readCapture } from '../core/pcap/capture.ts'
import type { MailProtocol } from '../core/protocol.ts'
import { endpointText, readStreams, type TcpHalf, type TcpStream } from '../core/pcap/tcp.ts'
import type { Ciphers } from '../core/tls/cipher.ts'
import { readKeyLog, type Secrets } from '../core/tls/keylog.ts'
import { isText } from '../core/tls/record.ts'
import { suiteName } from '../core/tls/suites.ts'
import { readTls } from '../core/tls/tls.ts'
import type { TlsConnection, TlsRecord } from '../core/tls/types.ts'
import { findTls } from './find-tls.ts'

export interface StreamAccount {
  /** `address:port`; IPv6 addresses in brackets. */
  readonly client: string
  readonly server: string
  readonly protocol: MailProtocol | 'unknown'
  readonly tls: {
    readonly version: string | null
    readonly cipher: string | null
    readonly group: string | null
    readonly resumed: boolean
  } | null
  readonly records: readonly RecordAccount[]
  /** All application data of a direction in order, base64. */
  readonly plaintext: Readonly<Record<Direction, string>>
  /** The offset is in the direction's bytes. */
  readonly problems: readonly { readonly dir: Direction; readonly offset: number; readonly message: string }[]
}

export interface RecordAccount {
  readonly dir: Direction
  readonly offset: number
  readonly type: string
  readonly length: number
  /** What was inside the encryption; null where nothing was encrypted or nothing opened. */
  readonly innerType: string | null
  readonly handshake: readonly { readonly type: string; readonly length: number }[]
  readonly alert: { readonly level: string; readonly description: string } | null
  readonly decrypted: boolean
}

export interface Account {
  readonly streams: readonly StreamAccount[]
}

/** Reads a capture file into the account of its streams, in the order of their first packets. Never rejects. */
export async function account(bytes: Uint8Array, keyLog: string, ciphers: Ciphers): Promise<Parsed<Account>> {
  const capture = readCapture(bytes)
  const found = readStreams(capture.value)
  const secrets = readKeyLog([...capture.value.secrets, keyLog])
  const streams: StreamAccount[] = []
  for (const stream of found.value) streams.push(await streamAccount(stream, secrets, ciphers))
  return { value: { streams }, problems: [...capture.problems, ...found.problems] }
}

async function streamAccount(stream: TcpStream, secrets: Secrets, ciphers: Ciphers): Promise<StreamAccount> {
  const start = findTls(stream)
  const tls =
    start &&
    (await readTls(
      { bytes: stream.c2s.bytes, gaps: stream.c2s.gaps, start: start.c2s },
      { bytes: stream.s2c.bytes, gaps: stream.s2c.gaps, start: start.s2c },
      { secrets, ciphers },
    ))
  const isTls = tls !== null && tls.c2s.records.length + tls.s2c.records.length > 0
  const plaintext = { c2s: plaintextOf(stream.c2s, tls?.c2s), s2c: plaintextOf(stream.s2c, tls?.s2c) }
  const head = (dir: Direction) => plaintext[dir].subarray(0, 80).toString('latin1')
  return {
    client: endpointText(stream.client),
    server: endpointText(stream.server),
    protocol: guessProtocol(stream.server.port, head('c2s'), head('s2c')) ?? 'unknown',
    tls: isTls
      ? {
          version: tls.version === null ? null : versionName(tls.version),
          cipher: tls.cipher === null ? null : suiteName(tls.cipher),
          group: tls.group === null ? null : groupName(tls.group),
          resumed: tls.resumed,
        }
      : null,
    records: isTls ? inOrder(stream, tls).map(recordAccount) : [],
    plaintext: { c2s: plaintext.c2s.toString('base64'), s2c: plaintext.s2c.toString('base64') },
    problems: [...stream.problems, ...(tls?.problems ?? [])],
  }
}

/** Records of both directions by the packet that completed them. One that the capture does not have whole is left out. */
function inOrder(stream: TcpStream, tls: TlsConnection): TlsRecord[] {
  const placed = (['c2s', 's2c'] as const).flatMap((dir) => {
    let latest = 0
    return tls[dir].records
      .filter((record) => !record.damaged)
      .map((record) => {
        latest = Math.max(latest, carriers(stream[dir], record)?.last ?? 0)
        return { record, latest }
      })
  })
  return placed.sort((a, b) => a.latest - b.latest).map(({ record }) => record)
}

function recordAccount(record: TlsRecord): RecordAccount {
  return {
    dir: record.dir,
    offset: record.start,
    type: contentTypeName(record.type),
    length: record.length,
    innerType: record.decrypted && record.contentType !== null ? contentTypeName(record.contentType) : null,
    handshake: record.handshake.map(({ type, length }) => ({ type: handshakeTypeName(type), length })),
    alert: record.alert && {
      level: alertLevelName(record.alert.level),
      description: alertName(record.alert.description),
    },
    decrypted: record.decrypted,
  }
}

/** Cleartext before TLS, application data inside it, and text that follows it. Bytes that are missing are left out. */
function plaintextOf(half: TcpHalf, tls: TlsConnection[Direction] | undefined): Buffer {
  if (!tls) return Buffer.concat(captured(half, 0, half.bytes.length))
  const inside = tls.records.flatMap(({ contentType, content }) => (contentType === 23 && content ? [content] : []))
  const textAfter = isText(half.bytes, tls.end)
  return Buffer.concat([
    ...captured(half, 0, tls.start),
    ...inside,
    ...(textAfter ? captured(half, tls.end, half.bytes.length) : []),
  ])
}

function captured(half: TcpHalf, from: number, to: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  let at = from
  for (const gap of half.gaps) {
    if (gap.end <= at || gap.start >= to) continue
    if (gap.start > at) parts.push(half.bytes.subarray(at, gap.start))
    at = gap.end
  }
  if (at < to) parts.push(half.bytes.subarray(at, to))
  return parts
}
