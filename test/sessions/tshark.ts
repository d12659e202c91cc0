// cspell:ignore tshark dstport
/**
 * Keeps tshark's account of each recording, so that the tests need no tshark:
 *
 *     node test/sessions/tshark.ts [SESSION ...]
 *
 * writes `test/snapshots/tshark/<id>.json`. Needs tshark 4 (Debian: `apt-get install tshark`).
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionRecord } from '../../src/core/session.ts'
import { sessionIds } from '../../src/sessions/sessions.ts'

/** What one side of a connection said, in the order of its bytes. */
export interface Side {
  /** HandshakeType of each handshake message. */
  readonly handshake: readonly number[]
  /** Alert descriptions. */
  readonly alerts: readonly number[]
  /** Reply codes of SMTP. */
  readonly codes: readonly number[]
  /** Commands, or lines of replies, blanks left out, since tshark parts some lines where they have none. */
  readonly said: readonly string[]
  /** SHA-256 (hex) of all application data that TLS carried, and its length; null where there was none. */
  readonly opened: { readonly bytes: number; readonly sha256: string } | null
}

export interface Account {
  readonly streams: readonly { readonly port: number; readonly c2s: Side; readonly s2c: Side }[]
}

export interface KeptAccount extends Account {
  readonly tshark: string
  /** Of the capture that it is about. */
  readonly wire: string
}

export const keptAccount = (id: string) => `test/snapshots/tshark/${id}.json`

export const withoutBlanks = (text: string) => text.replace(/\s+/g, '')

const fields = [
  'tcp.stream',
  'tcp.dstport',
  'tls.handshake.type',
  'tls.alert_message.desc',
  'smtp.req.command',
  'smtp.req.parameter',
  'smtp.response.code',
  'smtp.rsp.parameter',
  'imap.line',
  'pop.request.command',
  'pop.request.parameter',
  'pop.response.indicator',
  'pop.response.description',
]

const run = (...args: string[]) =>
  execFileSync('tshark', args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] })

function readAccount(file: string, serverPorts: ReadonlySet<number>): Account {
  const rows = run(
    '-r',
    file,
    '-Y',
    'tcp',
    '-T',
    'fields',
    '-E',
    'separator=\x1f',
    '-E',
    'aggregator=\x1e',
    ...fields.flatMap((f) => ['-e', f]),
  )
  const streams: { port: number; c2s: Writable; s2c: Writable }[] = []
  for (const row of rows.split('\n').filter(Boolean)) {
    const value = Object.fromEntries(
      row.split('\x1f').map((cell, i) => [fields[i] ?? '', cell.split('\x1e').filter(Boolean)]),
    )
    const get = (name: string) => value[name] ?? []
    const index = Number(get('tcp.stream')[0])
    const port = Number(get('tcp.dstport')[0])
    const stream = (streams[index] ??= { port, c2s: empty(), s2c: empty() })
    const side = port === stream.port || serverPorts.has(port) ? stream.c2s : stream.s2c
    side.handshake.push(...get('tls.handshake.type').map(Number))
    side.alerts.push(...get('tls.alert_message.desc').map(Number))
    const parameters = get('smtp.req.parameter')
    // Commands and parameters are two lists; only commands that have a parameter appear in the second.
    for (const command of get('smtp.req.command')) {
      const alone = /^(data|quit|rset|noop)$/i.test(command)
      // It takes commands to have four letters, and drops the fifth.
      const whole = command === 'STAR' ? 'START' : command
      const line = withoutBlanks(whole + (alone ? '' : (parameters.shift() ?? '')))
      // The base64 of a login is now and then taken for a command.
      if (/^(ehlo|helo|lhlo|mail|rcpt|data|bdat|rset|noop|quit|vrfy|expn|help|start|auth|etrn)$/i.test(whole)) {
        side.said.push(line)
      }
    }
    // Several replies in one packet come as one list of codes and one of texts.
    side.codes.push(...get('smtp.response.code').map(Number))
    side.said.push(...get('smtp.rsp.parameter').map(withoutBlanks))
    side.said.push(...get('imap.line').map((line) => withoutBlanks(line.replace(/\\r\\n|\\n/g, ''))))
    if (get('pop.request.command').length) {
      side.said.push(withoutBlanks(get('pop.request.command').join('') + get('pop.request.parameter').join('')))
    }
    if (get('pop.response.indicator').length) {
      side.said.push(withoutBlanks(get('pop.response.indicator').join('') + get('pop.response.description').join('')))
    }
  }
  return {
    streams: streams.map(({ port, c2s, s2c }, index) => {
      const opened = followTls(file, index, port)
      return { port, c2s: { ...c2s, opened: opened.c2s }, s2c: { ...s2c, opened: opened.s2c } }
    }),
  }
}

interface Writable {
  handshake: number[]
  alerts: number[]
  codes: number[]
  said: string[]
}
const empty = (): Writable => ({ handshake: [], alerts: [], codes: [], said: [] })

/** The application data of both directions. Node 0's lines stand at the margin, node 1's behind a tab. */
function followTls(file: string, stream: number, serverPort: number): Record<'c2s' | 's2c', Side['opened']> {
  const text = run('-q', '-r', file, '-z', `follow,tls,raw,${stream}`)
  const serverFirst = new RegExp(`^Node 0: .*:${serverPort}$`, 'm').test(text)
  const lines = text.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line))
  const digest = (from: 0 | 1): Side['opened'] => {
    const hex = lines
      .filter((line) => line.startsWith('\t') === (from === 1))
      .map((line) => line.trim())
      .join('')
    if (!hex) return null
    const bytes = Buffer.from(hex, 'hex')
    return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  return { c2s: digest(serverFirst ? 1 : 0), s2c: digest(serverFirst ? 0 : 1) }
}

function accountOf(id: string): KeptAccount {
  const folder = `public/sessions/${id}`
  const record = JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8')) as SessionRecord
  const ports = new Set(record.ports.map(({ port }) => port))
  const wire = join(folder, 'wire.pcapng')
  const temporary = mkdtempSync(join(tmpdir(), 'tshark-'))
  try {
    // The two ends of an attacked path bear the same addresses; tshark would take one for a repetition of the other.
    const attacked = record.commands.some(({ where }) => where === 'attacker')
    const parts = !attacked
      ? [wire]
      : [0, 1].map((tap) => {
          const part = join(temporary, `${tap}.pcapng`)
          run('-r', wire, '-Y', `frame.interface_id == ${tap}`, '-w', part)
          return part
        })
    return {
      tshark: /TShark \(Wireshark\) (\S+?)[. ]*(?: |$)/.exec(run('--version'))?.[1] ?? 'unknown',
      wire: record.files['wire.pcapng']?.sha256 ?? '',
      streams: parts.flatMap((part) => readAccount(part, ports).streams),
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  mkdirSync('test/snapshots/tshark', { recursive: true })
  const asked = process.argv.slice(2)
  for (const id of asked.length ? asked : sessionIds()) {
    writeFileSync(keptAccount(id), `${JSON.stringify(accountOf(id), null, 2)}\n`)
    console.log(keptAccount(id))
  }
}
