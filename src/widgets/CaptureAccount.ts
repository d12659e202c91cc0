/**
 * A learner's own capture, read: the mail in it, and in words what kept it from being read.
 */
import type { Conversation } from '../core/conversation/conversation.ts'
import { guessProtocol } from '../core/mail/guess.ts'
import { readers } from '../core/mail/readers.ts'
import { latin1 } from '../core/mail/text.ts'
import { readCapture } from '../core/pcap/capture.ts'
import { readStreams, type TcpStream } from '../core/pcap/tcp.ts'
import { readStreamTimeline } from '../core/timeline/read.ts'
import type { Timeline } from '../core/timeline/timeline.ts'
import type { Ciphers } from '../core/tls/cipher.ts'
import { hex } from '../core/tls/hello.ts'
import { readKeyLog, type Secrets } from '../core/tls/keylog.ts'
import { startsTls } from '../core/tls/record.ts'

/** Something the learner should know, and what to do about it. */
export interface Finding {
  readonly what: string
  readonly todo: string
}

/** One mail conversation of a capture, for the list. */
export interface CapturedStream {
  readonly client: string
  readonly server: string
  readonly protocol: string
  /** `TLS 1.3`; null where there is none. */
  readonly tls: string | null
  /** How much of it can be read here. */
  readonly readable: 'cleartext' | 'opened' | 'partly' | 'shut'
  readonly steps: number
  readonly bytes: number
}

export interface CaptureReading {
  readonly streams: readonly {
    readonly about: CapturedStream
    readonly timeline: Timeline
    readonly conversation: Conversation
  }[]
  readonly findings: readonly Finding[]
}

export interface CaptureOptions {
  /** Key logs beside the file. */
  readonly keyLogs: readonly string[]
  readonly ciphers: Ciphers
  /** Told how far it is, 0 to 1. */
  readonly progress: (done: number) => void
}

const keysTodo =
  'Record again with the variable SSLKEYLOGFILE set for the client (curl, Firefox, Thunderbird and GnuTLS know it; openssl s_client has -keylogfile), and give that file here as the key log.'

/** Reads a capture. Never throws: what could not be read is a finding. */
export async function readOwnCapture(bytes: Uint8Array, options: CaptureOptions): Promise<CaptureReading> {
  const findings: Finding[] = []
  const { value: capture, problems } = readCapture(bytes)
  if (capture.format === 'unknown') return { streams: [], findings: [notACapture(bytes)] }
  if (problems.length > 0) {
    findings.push({
      what: `The file is damaged or cut short. ${problems[0]?.message ?? ''} ${capture.packets.length} packets could be read.`,
      todo: 'What was read is shown below. If it is not enough, let the capture finish before you copy the file.',
    })
  }
  if (capture.packets.length === 0) {
    findings.push({
      what: 'The file is a capture, but there is no packet in it.',
      todo: 'Start the capture first, then let your mail program connect.',
    })
    return { streams: [], findings }
  }
  options.progress(0.1)

  const tcp = readStreams(capture)
  options.progress(0.2)
  const secrets = readKeyLog([...capture.secrets, ...options.keyLogs])
  const candidates = tcp.value.filter(mayBeMail)
  const total = candidates.reduce((sum, stream) => sum + size(stream), 1)
  let done = 0
  const streams: CaptureReading['streams'][number][] = []
  for (const stream of candidates) {
    const title = `${end(stream.client)} to ${end(stream.server)}`
    const { timeline, conversation } = await readStreamTimeline(stream, title, {
      readers,
      secrets,
      ciphers: options.ciphers,
      progress: (part) => options.progress(0.2 + (0.8 * (done + part * size(stream))) / total),
    })
    done += size(stream)
    options.progress(0.2 + (0.8 * done) / total)
    if (conversation.protocol === null) continue
    streams.push({ about: describe(stream, conversation, timeline), timeline, conversation })
  }
  findings.push(...whatIsMissing(tcp.value, streams, secrets, options.keyLogs))
  return { streams, findings }
}

function notACapture(bytes: Uint8Array): Finding {
  const text = /^[\t\n\r -~]*$/.test(latin1(bytes, 0, Math.min(256, bytes.length)))
  if (bytes.length === 0) return { what: 'The file is empty.', todo: 'Save the capture again and open the new file.' }
  if (text && readKeyLog([latin1(bytes, 0, Math.min(bytes.length, 65536))]).logged.size > 0) {
    return {
      what: 'This is a key log, not a capture.',
      todo: 'Give it as the key log, and the pcap or pcapng file as the capture.',
    }
  }
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return {
    what: `This file is not a capture: it starts neither like pcapng nor like pcap${gzip ? ', but like gzip' : ''}.`,
    todo: gzip
      ? 'Unpack it first (gunzip), then open what comes out.'
      : 'Wireshark saves such files, and so does tcpdump: tcpdump -w mail.pcap "port 25 or port 587 or port 465 or port 143 or port 993"',
  }
}

function whatIsMissing(
  all: readonly TcpStream[],
  mail: CaptureReading['streams'],
  secrets: Secrets,
  keyLogs: readonly string[],
): Finding[] {
  const keys = secrets.logged.size
  const out: Finding[] = []
  if (all.length === 0) {
    out.push({
      what: 'There is no TCP connection in this capture.',
      todo: 'Capture on the interface that carries your mail; with tcpdump, -i any takes all of them.',
    })
  } else if (mail.length === 0) {
    const ports = [...new Set(all.map((stream) => stream.server.port))].sort((a, b) => a - b)
    const shown = ports.slice(0, 8).join(', ')
    out.push({
      what: `There is no mail in this capture. Its ${count(all.length, 'connection')} went to port ${shown}${ports.length > 8 ? ' and others' : ''}.`,
      todo: 'Mail is on ports 25, 465 and 587, 143 and 993, 110 and 995. Let your mail program fetch or send while you capture.',
    })
  }
  if (keyLogs.length > 0 && readKeyLog(keyLogs).logged.size === 0) {
    out.push({
      what: 'The key log has no keys in it.',
      todo: 'Each line of one reads LABEL, then 64 hexadecimal digits, then the secret. It is the file that SSLKEYLOGFILE named.',
    })
  }
  const closed = mail.filter(({ about }) => about.readable === 'shut')
  const odd = closed.filter(({ conversation }) => hasKey(conversation, secrets))
  if (odd.length > 0) {
    const suites = [...new Set(odd.map(({ timeline }) => timeline.streams[0]?.tls?.cipher ?? 'unknown'))].join(', ')
    out.push({
      what: `${count(odd.length, 'conversation')} stay${odd.length === 1 ? 's' : ''} shut although the keys are there: this page could not open the cipher suite ${suites}.`,
      todo: 'Wireshark and tshark may; the same capture and key log serve them.',
    })
  }
  const shut = closed.length - odd.length
  if (shut > 0) {
    out.push({
      what:
        keys === 0
          ? `${count(shut, 'conversation')} stay${shut === 1 ? 's' : ''} shut: there are no keys, in the file or beside it. The handshake can be read, what was said inside cannot.`
          : `${count(shut, 'conversation')} stay${shut === 1 ? 's' : ''} shut: none of the ${count(keys, 'key')} belongs to ${shut === 1 ? 'it' : 'them'}.`,
      todo: keysTodo,
    })
  }
  return out
}

/** Whether the log has secrets of this connection: it names them by the client's random (bytes 6 to 37 of the ClientHello). */
function hasKey({ utterances }: Conversation, { logged }: Secrets): boolean {
  const hello = utterances.find(({ handshake }) => handshake?.type === 1)?.handshake?.bytes
  return hello !== undefined && logged.has(hex(hello.subarray(6, 38)))
}

/** Whether a stream is worth reading: by its port, by how it starts, or because it is TLS on a port that the web does not use. */
function mayBeMail({ server, c2s, s2c }: TcpStream): boolean {
  const head = (half: { bytes: Uint8Array }) => latin1(half.bytes, 0, Math.min(80, half.bytes.length))
  if (guessProtocol(server.port, head(c2s), head(s2c)) !== null) return true
  return startsTls(c2s.bytes, 0) && ![443, 853, 8443].includes(server.port)
}

function describe(stream: TcpStream, conversation: Conversation, timeline: Timeline): CapturedStream {
  const sealed = (['c2s', 's2c'] as const).flatMap((dir) =>
    (conversation.tls?.[dir].records ?? []).filter((record) => record.encrypted),
  )
  const open = sealed.filter((record) => record.decrypted).length
  return {
    client: end(stream.client),
    server: end(stream.server),
    protocol: { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3', sieve: 'ManageSieve' }[conversation.protocol ?? 'smtp'],
    tls: timeline.streams[0]?.tls?.version ?? (conversation.tls ? 'TLS' : null),
    readable: sealed.length === 0 ? 'cleartext' : open === sealed.length ? 'opened' : open > 0 ? 'partly' : 'shut',
    steps: timeline.steps.length,
    bytes: size(stream),
  }
}

const size = (stream: TcpStream): number => stream.c2s.bytes.length + stream.s2c.bytes.length
const end = ({ address, port }: { address: string; port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
