// cspell:words dstport srcport
/** tshark's account of a capture, brought into the form of ours. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Direction } from '../../src/core/parse.ts'
import {
  alertLevelName,
  alertName,
  contentTypeName,
  groupName,
  handshakeTypeName,
  versionName,
} from '../../src/core/tls/names.ts'
import { suiteName } from '../../src/core/tls/suites.ts'

const run = promisify(execFile)

export interface TsharkRecord {
  readonly dir: Direction
  readonly type: string
  readonly innerType: string | null
  readonly length: number
  readonly handshake: readonly { readonly type: string; readonly length: number }[]
  readonly alert: { readonly level: string; readonly description: string } | null
}

export interface TsharkStream {
  readonly client: string
  /** Of the first ServerHello that is no HelloRetryRequest; null where there is none. */
  readonly version: string | null
  readonly cipher: string | null
  /** Of the first key share that the server sends, or of the first curve of a ServerKeyExchange. */
  readonly group: string | null
  readonly records: TsharkRecord[]
  /** Decrypted application data, hexadecimal. */
  readonly inside: Record<Direction, string>
  /** The whole TCP stream, hexadecimal. */
  readonly tcp: Record<Direction, string>
}

type Json = string | Json[] | { [key: string]: Json } | null | undefined
const list = (json: Json): Json[] => (json === undefined || json === null ? [] : Array.isArray(json) ? json : [json])
const get = (json: Json, key: string): Json =>
  json !== null && typeof json === 'object' && !Array.isArray(json) ? json[key] : undefined
const text = (json: Json): string => (typeof json === 'string' ? json : '')

/** Everything that an object holds under a key, at any depth, in order. */
function all(json: Json, key: string): Json[] {
  if (Array.isArray(json)) return json.flatMap((item) => all(item, key))
  if (json === null || typeof json !== 'object') return []
  return Object.entries(json).flatMap(([name, value]) => (name === key ? list(value) : all(value, key)))
}

/**
 * Runs tshark over a capture.
 *
 * @param options more of its options, such as `-d`, `tcp.port==10025,smtp`
 */
export async function readWithTshark(
  file: string,
  keys: string | null,
  options: readonly string[],
): Promise<TsharkStream[]> {
  // Without this a segment that overtook another would cost tshark both, and the records in them.
  const order = ['-o', 'tcp.reassemble_out_of_order:TRUE']
  const common = ['-r', file, ...(keys ? ['-o', `tls.keylog_file:${keys}`] : []), ...order, ...options]
  const call = async (more: readonly string[]) => {
    try {
      return (await run('tshark', [...common, ...more], { maxBuffer: 1 << 30 })).stdout
    } catch (error) {
      // A file that is cut short: tshark says so, and has read what came before the cut.
      if (error instanceof Error && 'stdout' in error && /cut short/.test(error.message)) return String(error.stdout)
      throw error
    }
  }
  const streams: TsharkStream[] = []
  const wanted = ['tcp.stream', 'tcp.srcport', 'tcp.dstport', 'tcp.flags.syn', 'tcp.flags.ack']
  const rows = await call(['-Y', 'tcp', '-T', 'fields', ...wanted.flatMap((field) => ['-e', field])])
  const is = (flag: string | undefined) => flag === '1' || flag === 'True'
  const clients = new Map<number, string>()
  for (const row of rows.trim().split('\n')) {
    const [stream = '', source = '', target = '', syn, ack] = row.split('\t')
    // A SYN tells the client even where it is not the first that was captured; so does the answer to one.
    if (row && (is(syn) || !clients.has(Number(stream)))) {
      clients.set(Number(stream), is(syn) && is(ack) ? target : source)
    }
  }
  for (const [, client] of [...clients].sort(([a], [b]) => a - b)) {
    streams.push({
      client,
      version: null,
      cipher: null,
      group: null,
      records: [],
      inside: { c2s: '', s2c: '' },
      tcp: { c2s: '', s2c: '' },
    })
  }
  const packets = JSON.parse(await call(['-Y', 'tls', '-T', 'json', '--no-duplicate-keys', '-J', 'tcp tls'])) as Json
  for (const packet of list(packets)) {
    const layers = get(get(packet, '_source'), 'layers')
    const tcp = list(get(layers, 'tcp'))[0]
    const stream = streams[Number(get(tcp, 'tcp.stream'))]
    if (!stream) continue
    const dir = get(tcp, 'tcp.srcport') === stream.client ? 'c2s' : 's2c'
    for (const record of all(get(layers, 'tls'), 'tls.record')) {
      const read = readRecord(record, dir)
      if (!read) continue
      stream.records.push(read)
      for (const message of list(get(record, 'tls.handshake'))) {
        const agreed = agreedIn(message)
        const known = { version: stream.version, cipher: stream.cipher, group: stream.group }
        for (const [key, value] of Object.entries(known))
          if (value === null) Object.assign(stream, { [key]: agreed[key] ?? null })
      }
    }
  }
  const taps = streams.flatMap((_, i) => ['-z', `follow,tls,raw,${i}`, '-z', `follow,tcp,raw,${i}`])
  readFollow(await call(['-q', ...taps]), streams)
  return streams
}

// SHA-256 of "HelloRetryRequest": what such a ServerHello has for its random.
const retryRandom = 'cf:21:ad:74:e5:9a:61:11:be:1d:8c:02:1e:65:b8:91:c2:a2:11:16:7a:bb:8c:5e:07:9e:09:e2:c8:a8:33:9c'

/** What a ServerHello or a ServerKeyExchange settles. */
function agreedIn(message: Json): Record<string, string | null> {
  const type = get(message, 'tls.handshake.type')
  const first = (key: string) => all(message, key).map(text)[0]
  if (type === '12') {
    const curve = first('tls.handshake.server_named_curve')
    return { group: curve === undefined ? null : groupName(Number(curve)) }
  }
  if (type !== '2' || first('tls.handshake.random') === retryRandom) return {}
  const share = first('tls.handshake.extensions_key_share_group')
  return {
    version: versionName(Number(first('tls.handshake.extensions.supported_version') ?? first('tls.handshake.version'))),
    cipher: suiteName(Number(first('tls.handshake.ciphersuite'))),
    group: share === undefined ? null : groupName(Number(share)),
  }
}

function readRecord(record: Json, dir: Direction): TsharkRecord | null {
  const inner = text(get(record, 'tls.record.content_type'))
  const outer = text(get(record, 'tls.record.opaque_type'))
  const length = get(record, 'tls.record.length')
  if (length === undefined || !(inner || outer)) return null
  const handshake = list(get(record, 'tls.handshake')).flatMap((message) => {
    const type = get(message, 'tls.handshake.type')
    if (type === undefined) return []
    return [{ type: handshakeTypeName(Number(type)), length: Number(get(message, 'tls.handshake.length')) }]
  })
  const alert = list(get(record, 'tls.alert_message'))[0]
  const level = get(alert, 'tls.alert_message.level')
  return {
    dir,
    type: contentTypeName(Number(outer || inner)),
    innerType: outer && inner ? contentTypeName(Number(inner)) : null,
    length: Number(length),
    handshake,
    alert:
      level === undefined
        ? null
        : {
            level: alertLevelName(Number(level)),
            description: alertName(Number(get(alert, 'tls.alert_message.desc'))),
          },
  }
}

// "[12 bytes missing in capture file]" and a zero byte, which tshark puts where a hole is.
const missing = /5b(?:3\d)+206279746573206d697373696e6720696e20636170747572652066696c655d00/g

/** The output of `-z follow`: a block for each stream, what the second speaker said after a tab. */
function readFollow(output: string, streams: readonly TsharkStream[]): void {
  for (const block of output.split(/^=+$/m)) {
    const [, kind, index] = /Follow: (\w+),raw\s+Filter: tcp.stream eq (\d+)/.exec(block) ?? []
    const stream = streams[Number(index)]
    if (!stream) continue
    const node0 = /Node 0: .*:(\d+)/.exec(block)?.[1]
    const said = kind === 'tls' ? stream.inside : stream.tcp
    for (const line of block.split('\n')) {
      const [, tab, hex] = /^(\t?)([0-9a-f]+)$/.exec(line) ?? []
      if (hex) said[(tab === '') === (node0 === stream.client) ? 'c2s' : 's2c'] += hex.replace(missing, '')
    }
  }
}
