// cspell:words srcport
/** tshark's account of a capture, brought into the form of ours. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Direction } from '../../src/core/parse.ts'
import { alertLevelName, alertName, contentTypeName, handshakeTypeName } from '../../src/core/tls/names.ts'
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
  readonly cipher: string | null
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
  const common = ['-r', file, ...(keys ? ['-o', `tls.keylog_file:${keys}`] : []), ...options]
  const call = async (more: readonly string[]) =>
    (await run('tshark', [...common, ...more], { maxBuffer: 1 << 30 })).stdout
  const streams: TsharkStream[] = []
  const rows = await call(['-Y', 'tcp', '-T', 'fields', '-e', 'tcp.stream', '-e', 'tcp.srcport', '-e', 'tcp.flags.syn'])
  const clients = new Map<number, string>()
  for (const row of rows.trim().split('\n')) {
    const [stream = '', port = ''] = row.split('\t')
    if (!clients.has(Number(stream))) clients.set(Number(stream), port)
  }
  for (const [, client] of [...clients].sort(([a], [b]) => a - b)) {
    streams.push({ client, cipher: null, records: [], inside: { c2s: '', s2c: '' }, tcp: { c2s: '', s2c: '' } })
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
        if (get(message, 'tls.handshake.type') !== '2') continue
        const cipher = suiteName(Number(get(message, 'tls.handshake.ciphersuite')))
        Object.assign(stream, { cipher: stream.cipher ?? cipher })
      }
    }
  }
  const taps = streams.flatMap((_, i) => ['-z', `follow,tls,raw,${i}`, '-z', `follow,tcp,raw,${i}`])
  readFollow(await call(['-q', ...taps]), streams)
  return streams
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
      if (hex) said[(tab === '') === (node0 === stream.client) ? 'c2s' : 's2c'] += hex
    }
  }
}
