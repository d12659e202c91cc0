/**
 * A TCP stream as what was said in it: cleartext lines, where TLS starts, the
 * handshake, and the lines inside. The one place that knows both mail and TLS.
 */
import { openDialogue, type Dialogue } from '../mail/dialogue.ts'
import { guessProtocol } from '../mail/guess.ts'
import type { MailMessage } from '../mail/message.ts'
import type { ReaderMaker } from '../mail/tape.ts'
import { latin1 } from '../bytes.ts'
import type { MailProtocol } from '../protocol.ts'
import type { Direction, Problem, Span } from '../parse.ts'
import type { TcpStream } from '../pcap/tcp.ts'
import { startsRecord, startsTls } from '../tls/record.ts'
import type { TlsConnection, TlsHandshake, TlsOptions } from '../tls/types.ts'
import { readTls } from '../tls/tls.ts'
import { carriers, deliveries, type Delivery } from './delivery.ts'
import { openedText, type OpenedText } from './opened.ts'
import { tlsUtterances } from './tls-utterances.ts'

/** Something that one side said. */
export interface Utterance {
  readonly dir: Direction
  /** Its bytes on the wire; several messages may share a record, and then a span. */
  readonly span: Span
  readonly layer: 'tls' | MailProtocol | 'unknown'
  /** Key into `content/explanations/`. */
  readonly kind: string
  /** A readable word for it in a link. */
  readonly slug: string
  readonly name: string
  readonly text: string
  /** Whether it travelled encrypted. */
  readonly sealed: boolean
  /** Whether it was said inside TLS (a handshake message is not). */
  readonly inside: boolean
  /** The command or reply; its fields are offsets into the stream or, inside TLS, into `Conversation.opened`. */
  readonly mail: MailMessage | null
  readonly handshake: TlsHandshake | null
  /** The TLS records that carry it, as indexes in its direction, last one included. */
  readonly records: { readonly first: number; readonly last: number } | null
  /** Indexes into `TcpStream.packets`: all that brought it, and the first and the last of them. */
  readonly packets: { readonly first: number; readonly last: number; readonly all: readonly number[] }
}

export interface Conversation {
  readonly stream: TcpStream
  readonly protocol: MailProtocol | null
  readonly tls: TlsConnection | null
  /** `implicit` when TLS was the first thing that the client said. */
  readonly tlsStart: 'implicit' | 'explicit' | null
  /** What TLS carried, as far as it opened. */
  readonly opened: Readonly<Record<Direction, OpenedText>>
  /** In the order in which they arrived. */
  readonly utterances: readonly Utterance[]
  readonly problems: readonly (Problem & { readonly dir: Direction })[]
  /** Whether more was said than `ConversationOptions.most`, and is left out. */
  readonly cut: boolean
}

export interface ConversationOptions extends TlsOptions {
  /** Readers by protocol; one that is missing leaves its lines unread. */
  readonly readers: Partial<Readonly<Record<MailProtocol, ReaderMaker>>>
  /** What the server's port speaks, where it is known. */
  readonly protocol?: MailProtocol | undefined
  /** Stop after so many things said: a long conversation takes memory for each. */
  readonly most?: number | undefined
}

type Draft = Omit<Utterance, 'packets'>

const directions = ['c2s', 's2c'] as const

type Both<T> = Readonly<Record<Direction, T>>

/** What the parts of a conversation are read from. */
interface Source {
  readonly stream: TcpStream
  readonly bytes: Both<Uint8Array>
  readonly arrived: readonly Delivery[]
  readonly options: ConversationOptions
}

/** A part of a conversation, up to where more was said than is kept. */
interface Part {
  readonly drafts: readonly Draft[]
  readonly cut: boolean
}

/** Reads a stream. Never throws; what is not understood is an utterance of kind `unknown.data` or `….unparsed`. */
export async function readConversation(stream: TcpStream, options: ConversationOptions): Promise<Conversation> {
  const bytes = { c2s: stream.c2s.bytes, s2c: stream.s2c.bytes }
  const source: Source = { stream, bytes, arrived: deliveries(stream), options }
  const guessed = options.protocol ?? guess(stream, bytes)
  const before = beforeTls(source, guessed)
  const whole = directions.every((dir) => before.at[dir] >= bytes[dir].length)
  const within = before.cut || whole ? null : await withinTls(source, guessed, before)
  const after = within && afterTls(source, within.protocol, within.tls)

  const parts: readonly Part[] = [before, ...(within ? [within] : []), ...(after ? [after] : [])]
  let cut = parts.some((part) => part.cut)
  const problems = [...(within?.tls.problems ?? [])]
  const utterances: Utterance[] = []
  for (const draft of parts.flatMap(({ drafts }) => drafts)) {
    const packets = carriers(stream[draft.dir], draft.span)
    if (packets) utterances.push({ ...draft, packets })
    for (const problem of draft.mail?.problems ?? []) problems.push({ ...problem, dir: draft.dir })
  }
  utterances.sort((a, b) => a.packets.last - b.packets.last || a.span.start - b.span.start)
  // Each part has at least the first `most` of its own, so the first of all of them are here, without a hole.
  const most = options.most ?? Infinity
  if (utterances.length > most) {
    utterances.length = most
    cut = true
  }
  const clientFirst = utterances.find((u) => u.dir === 'c2s')
  return {
    stream,
    protocol: within?.protocol ?? guessed,
    tls: within?.tls ?? null,
    tlsStart: !within ? null : clientFirst?.layer === 'tls' ? 'implicit' : 'explicit',
    opened: within?.opened ?? { c2s: openedText([]), s2c: openedText([]) },
    utterances,
    problems,
    cut,
  }
}

/** What protocol it is, by how each side begins and by the port. */
const guess = ({ server }: TcpStream, { c2s, s2c }: Both<Uint8Array>) =>
  guessProtocol(server.port, latin1(c2s.subarray(0, 80)), latin1(s2c.subarray(0, 80)))

/** Tells of a part as a share of the whole. */
const share =
  ({ options }: Source, from: number, to: number) =>
  (done: number) =>
    options.progress?.(from + (to - from) * done)

/** What is said in the clear until TLS starts, and where that is. */
function beforeTls(source: Source, protocol: MailProtocol | null): Part & { readonly at: Both<number> } {
  const { bytes } = source
  const from = { c2s: 0, s2c: 0 }
  // At the very start a record is TLS whatever it holds: then the capture began in the middle.
  const stops = (dir: Direction, at: number, upgraded: boolean) =>
    startsTls(bytes[dir], at) || ((at === 0 || upgraded) && startsRecord(bytes[dir], at))
  return inClear(source, protocol, { from, greeted: false, stops, progress: share(source, 0, 0.3) })
}

/** TLS, and what it carried. What opened may tell the protocol where nothing did before. */
async function withinTls(source: Source, guessed: MailProtocol | null, before: Part & { readonly at: Both<number> }) {
  const { stream, bytes, options } = source
  const tls = await readTls(
    { bytes: bytes.c2s, gaps: stream.c2s.gaps, start: before.at.c2s },
    { bytes: bytes.s2c, gaps: stream.s2c.gaps, start: before.at.s2c },
    { ...options, progress: share(source, 0.3, 0.6) },
  )
  const opened = { c2s: openedText(tls.c2s.records), s2c: openedText(tls.s2c.records) }
  const inside = { c2s: opened.c2s.bytes, s2c: opened.s2c.bytes }
  const protocol = options.protocol ?? guess(stream, inside) ?? guessed
  const greeted = before.drafts.some(({ dir }) => dir === 's2c')
  const carried = sealed(source, tls, opened, protocol, greeted)
  const drafts = [...directions.flatMap((dir) => tlsUtterances(dir, tls)), ...carried.drafts]
  return { tls, opened, protocol, drafts, cut: carried.cut }
}

/** What is said in the clear after TLS has ended. */
function afterTls(source: Source, protocol: MailProtocol | null, { c2s, s2c }: TlsConnection): Part {
  const from = { c2s: c2s.end, s2c: s2c.end }
  return inClear(source, protocol, { from, greeted: true, stops: () => false, progress: share(source, 0.9, 1) })
}

interface Clear {
  readonly from: Both<number>
  readonly greeted: boolean
  /** Whether something other than lines begins here. */
  stops(dir: Direction, at: number, upgraded: boolean): boolean
  progress(done: number): void
}

function inClear(
  { bytes, arrived, options }: Source,
  protocol: MailProtocol | null,
  { from, greeted, stops, progress }: Clear,
): Part & { readonly at: Both<number> } {
  const reader = protocol && options.readers[protocol]
  if (!reader) return unread(from, arrived, (dir, at) => stops(dir, at, false))
  const dialogue = openDialogue({
    reader,
    bytes,
    from,
    greeted,
    stopsAt: (dir, at) => stops(dir, at, dialogue.upgraded),
  })
  const order = arrived.filter(({ dir, end }) => end > from[dir])
  const { said, cut } = listen(dialogue, order, options.most ?? Infinity, progress)
  return { at: dialogue.at, drafts: said.map((mail) => mailDraft(protocol, mail, mail.field, false, null)), cut }
}

function mailDraft(
  layer: MailProtocol,
  mail: MailMessage,
  span: Span,
  inside: boolean,
  records: Draft['records'],
): Draft {
  return {
    dir: mail.dir,
    span: { start: span.start, end: span.end },
    layer,
    kind: mail.kind,
    slug: mail.slug,
    name: mail.name,
    text: mail.text,
    sealed: inside,
    inside,
    mail,
    handshake: null,
    records,
  }
}

/** What a dialogue says, made available in the order in which it arrived, up to where there is more than `most` of it. */
function listen(
  dialogue: Dialogue,
  order: readonly Delivery[],
  most: number,
  progress: (done: number) => void,
): { said: MailMessage[]; cut: boolean } {
  const said: MailMessage[] = []
  for (const [i, { dir, end }] of order.entries()) {
    for (const message of dialogue.advance(dir, end)) said.push(message)
    if (said.length > most) return { said, cut: true }
    if (i % 256 === 255) progress(i / order.length)
  }
  return { said: said.concat(dialogue.finish()), cut: false }
}

/** The dialogue that TLS carried, each message with the records that brought it. */
function sealed(
  source: Source,
  tls: TlsConnection,
  opened: Both<OpenedText>,
  protocol: MailProtocol | null,
  greeted: boolean,
): Part {
  const { stream, options } = source
  const reader = protocol && options.readers[protocol]
  if (!reader) return { drafts: [], cut: false }
  const order: Delivery[] = []
  for (const dir of directions) {
    for (const piece of opened[dir].pieces) {
      const record = tls[dir].records[piece.record]
      const packet = record ? carriers(stream[dir], record)?.last : undefined
      order.push({ dir, end: piece.end, packet: packet ?? 0 })
    }
  }
  order.sort((a, b) => a.packet - b.packet || a.end - b.end)
  const dialogue = openDialogue({
    reader,
    bytes: { c2s: opened.c2s.bytes, s2c: opened.s2c.bytes },
    from: { c2s: 0, s2c: 0 },
    greeted,
    stopsAt: () => false,
  })
  const { said, cut } = listen(dialogue, order, options.most ?? Infinity, share(source, 0.6, 0.9))
  const drafts = said.map((mail) => {
    const records = opened[mail.dir].recordsOf(mail.field)
    const start = tls[mail.dir].records[records.first]?.start ?? 0
    const end = tls[mail.dir].records[records.last]?.end ?? start
    return mailDraft(protocol, mail, { start, end }, true, records)
  })
  return { drafts, cut }
}

/** Bytes of no protocol that is known here: one utterance for each segment that brought some. */
function unread(
  from: Both<number>,
  arrived: readonly Delivery[],
  stops: (dir: Direction, at: number) => boolean,
): Part & { readonly at: Both<number> } {
  const at = { ...from }
  const drafts: Draft[] = []
  for (const { dir, end } of arrived) {
    if (end <= at[dir] || stops(dir, at[dir])) continue
    drafts.push({
      dir,
      span: { start: at[dir], end },
      layer: 'unknown',
      kind: 'unknown.data',
      slug: 'data',
      name: `${end - at[dir]} bytes`,
      text: '',
      sealed: false,
      inside: false,
      mail: null,
      handshake: null,
      records: null,
    })
    at[dir] = end
  }
  return { at, drafts, cut: false }
}
