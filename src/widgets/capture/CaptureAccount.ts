/**
 * A learner's own capture, read: the mail in it, and in words what kept it from being read.
 */
import { readConversation, type Conversation } from '../../core/conversation/conversation.ts'
import { guessProtocol } from '../../core/mail/guess.ts'
import { protocolNames, type MailProtocol } from '../../core/protocol.ts'
import { readers } from '../../core/mail/readers.ts'
import { hex, latin1 } from '../../core/bytes.ts'
import { readCapture, type Capture } from '../../core/pcap/capture.ts'
import { readLink } from '../../core/pcap/link.ts'
import { endpointText, readStreams, type TcpHalf, type TcpStream } from '../../core/pcap/tcp.ts'
import { readStreamTimeline } from '../../core/timeline/read.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import type { Ciphers } from '../../core/tls/cipher.ts'
import { readKeyLog, type Secrets } from '../../core/tls/keylog.ts'
import { versionName } from '../../core/tls/names.ts'
import { startsTls } from '../../core/tls/record.ts'
import { suiteName } from '../../core/tls/suites.ts'
import { count } from '../player/count.ts'

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
  /** How much of it can be read here, by its beginning. */
  readonly readable: 'cleartext' | 'opened' | 'partly' | 'shut'
  readonly packets: number
  readonly bytes: number
}

/** A mail conversation that was found, and what it takes to read it. */
export interface FoundStream {
  readonly about: CapturedStream
  readonly stream: TcpStream
  /** The cipher suite by its IANA name; null where none was seen. */
  readonly suite: string | null
  /** Whether the key log has secrets of it. */
  readonly hasKey: boolean
}

export interface CaptureReading {
  readonly streams: readonly FoundStream[]
  readonly secrets: Secrets
  readonly findings: readonly Finding[]
}

export interface CaptureOptions {
  /** Key logs beside the file. */
  readonly keyLogs: readonly string[]
  readonly ciphers: Ciphers
  /** Told how far it is, 0 to 1, and what is being done. */
  readonly progress: (done: number, doing: string) => void
}

/** How much of each direction is looked at to tell what a conversation is, bytes. */
const PEEK_BYTES = 32_768
/** As many steps of one conversation are built at most: each takes a kilobyte or two of memory. */
const STEPS_MAX = 100_000

const keysTodo =
  'Record again with the variable SSLKEYLOGFILE set for the client (curl, Firefox, Thunderbird and GnuTLS know it; openssl s_client has -keylogfile), and give that file here as the key log.'

/**
 * Finds the mail in a capture, and says what each conversation is by its beginning. Never throws: what could not be
 * read is a finding.
 */
export async function readOwnCapture(bytes: Uint8Array, options: CaptureOptions): Promise<CaptureReading> {
  const findings: Finding[] = []
  options.progress(0, 'Finding the packets')
  const { value: capture, problems } = readCapture(bytes)
  if (capture.format === 'unknown') return { streams: [], secrets: readKeyLog([]), findings: [notACapture(bytes)] }
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
    return { streams: [], secrets: readKeyLog([]), findings }
  }
  const secrets = readKeyLog([...capture.secrets, ...options.keyLogs])
  const joining = 'Putting the connections together'
  options.progress(0.1, joining)
  const tcp = readStreams(capture, (done) => options.progress(0.1 + 0.3 * done, joining))
  const candidates = tcp.value.filter(mayBeMail)
  const streams: FoundStream[] = []
  for (const [i, stream] of candidates.entries()) {
    options.progress(0.4 + (0.6 * i) / candidates.length, `Looking at connection ${i + 1} of ${candidates.length}`)
    const beginning = { ...stream, c2s: headOf(stream.c2s), s2c: headOf(stream.s2c) }
    const conversation = await readConversation(beginning, { readers, secrets, ciphers: options.ciphers })
    const { protocol } = conversation
    if (protocol !== null) streams.push(found(stream, protocol, conversation, secrets))
  }
  options.progress(1, 'Done')
  findings.push(...whatIsMissing(capture, tcp.value, streams, secrets, options.keyLogs))
  return { streams, secrets, findings }
}

/** Reads one conversation of a capture, up to `STEPS_MAX` steps of it. Never throws. */
export function readFound(
  { stream }: FoundStream,
  secrets: Secrets,
  { ciphers, progress }: Pick<CaptureOptions, 'ciphers' | 'progress'>,
): Promise<{ timeline: Timeline; conversation: Conversation }> {
  return readStreamTimeline(stream, `${endpointText(stream.client)} to ${endpointText(stream.server)}`, {
    readers,
    secrets,
    ciphers,
    most: STEPS_MAX,
    progress: (done) => progress(done, done < 0.7 ? 'Reading the conversation' : 'Building its steps'),
  })
}

/** The beginning of one direction. */
function headOf(half: TcpHalf): TcpHalf {
  if (half.bytes.length <= PEEK_BYTES) return half
  const within = <T extends { start: number; end: number }>(spans: readonly T[]): T[] =>
    spans.filter(({ start }) => start < PEEK_BYTES).map((span) => ({ ...span, end: Math.min(span.end, PEEK_BYTES) }))
  return {
    ...half,
    bytes: half.bytes.subarray(0, PEEK_BYTES),
    segments: within(half.segments),
    gaps: within(half.gaps),
  }
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

/** The kinds of link in a capture that are not read here, by their numbers. */
const unreadLinks = ({ bytes, packets }: Capture): number[] => [
  ...new Set(packets.filter((packet) => typeof readLink(bytes, packet) === 'string').map(({ linkType }) => linkType)),
]

function whatIsMissing(
  capture: Capture,
  all: readonly TcpStream[],
  mail: CaptureReading['streams'],
  secrets: Secrets,
  keyLogs: readonly string[],
): Finding[] {
  const keys = secrets.logged.size
  const out: Finding[] = []
  const links = mail.length === 0 ? unreadLinks(capture) : []
  if (links.length > 0) {
    out.push({
      what: `Packets of link type ${links.join(', ')} cannot be read here.`,
      todo: 'Ethernet (1), raw IP (101), Linux cooked (113 and 276), loopback (0 and 108), PPP (9 and 50) and Cisco HDLC (104) can. Capture on such an interface; on Linux, tcpdump -i any makes Linux cooked.',
    })
  }
  if (all.length === 0 && links.length === 0) {
    out.push({
      what: 'There is no TCP connection in this capture.',
      todo: 'Capture on the interface that carries your mail; with tcpdump, -i any takes all of them.',
    })
  } else if (all.length > 0 && mail.length === 0) {
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
  const odd = closed.filter(({ hasKey }) => hasKey)
  if (odd.length > 0) {
    const suites = [...new Set(odd.map(({ suite }) => suite ?? 'unknown'))].join(', ')
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

function found(stream: TcpStream, protocol: MailProtocol, conversation: Conversation, secrets: Secrets): FoundStream {
  const { tls } = conversation
  // Where only the beginning was looked at, the last record of it may be cut.
  const sealed = (['c2s', 's2c'] as const).flatMap((dir) =>
    (tls?.[dir].records ?? []).filter((record) => record.encrypted && !record.damaged),
  )
  const open = sealed.filter((record) => record.decrypted).length
  return {
    about: {
      client: endpointText(stream.client),
      server: endpointText(stream.server),
      protocol: protocolNames[protocol],
      tls: tls && (tls.version === null ? 'TLS' : versionName(tls.version)),
      readable: sealed.length === 0 ? 'cleartext' : open === sealed.length ? 'opened' : open > 0 ? 'partly' : 'shut',
      packets: stream.packets.length,
      bytes: stream.c2s.bytes.length + stream.s2c.bytes.length,
    },
    stream,
    suite: tls?.cipher == null ? null : suiteName(tls.cipher),
    hasKey: hasKey(conversation, secrets),
  }
}
