/**
 * A TCP stream as what was said in it: cleartext lines, where TLS starts, the
 * handshake, and the lines inside. The one place that knows both mail and TLS.
 */
import { openDialogue, type Dialogue } from '../mail/dialogue.ts'
import { guessProtocol } from '../mail/guess.ts'
import type { MailMessage, MailProtocol } from '../mail/message.ts'
import type { ReaderMaker } from '../mail/tape.ts'
import { latin1 } from '../bytes.ts'
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

/** Reads a stream. Never throws; what is not understood is an utterance of kind `unknown.data` or `….unparsed`. */
export async function readConversation(stream: TcpStream, options: ConversationOptions): Promise<Conversation> {
  const bytes = { c2s: stream.c2s.bytes, s2c: stream.s2c.bytes }
  const arrived = deliveries(stream)
  // Joined and not pushed: a long capture has more of them than a call takes arguments.
  let drafts: Draft[] = []
  let problems: (Problem & { dir: Direction })[] = []
  const head = (dir: Direction) => latin1(bytes[dir], 0, Math.min(80, bytes[dir].length))
  let protocol = options.protocol ?? guessProtocol(stream.server.port, head('c2s'), head('s2c'))

  const most = options.most ?? Infinity
  const tell = (from: number, to: number) => (done: number) => options.progress?.(from + (to - from) * done)
  const clear = (from: Record<Direction, number>, greeted: boolean, stops: boolean) => {
    const maker = protocol && options.readers[protocol]
    if (!protocol || !maker) return { ...unknown(bytes, from, arrived, stops), cut: false }
    const dialogue = openDialogue({
      reader: maker,
      bytes,
      from,
      greeted,
      // At the very start a record is TLS whatever it holds: then the capture began in the middle.
      stopsAt: (dir, at) =>
        stops && (startsTls(bytes[dir], at) || ((at === 0 || dialogue.upgraded) && startsRecord(bytes[dir], at))),
    })
    const order = arrived.filter(({ dir, end }) => end > from[dir])
    const { said, cut } = listen(dialogue, order, most, stops ? tell(0, 0.3) : tell(0.9, 1))
    const layer = protocol
    return { at: dialogue.at, drafts: said.map((mail) => mailDraft(layer, mail, mail.field, false, null)), cut }
  }

  const before = clear({ c2s: 0, s2c: 0 }, false, true)
  drafts = drafts.concat(before.drafts)

  let tls: TlsConnection | null = null
  let opened = { c2s: openedText([]), s2c: openedText([]) }
  let cut = before.cut
  if (!cut && (before.at.c2s < bytes.c2s.length || before.at.s2c < bytes.s2c.length)) {
    tls = await readTls(
      { bytes: bytes.c2s, gaps: stream.c2s.gaps, start: before.at.c2s },
      { bytes: bytes.s2c, gaps: stream.s2c.gaps, start: before.at.s2c },
      { ...options, progress: tell(0.3, 0.6) },
    )
    problems = problems.concat(tls.problems)
    opened = { c2s: openedText(tls.c2s.records), s2c: openedText(tls.s2c.records) }
    for (const dir of directions) drafts = drafts.concat(tlsUtterances(dir, tls))
    if (!options.protocol) {
      protocol =
        guessProtocol(stream.server.port, latin1(opened.c2s.bytes, 0, 80), latin1(opened.s2c.bytes, 0, 80)) ?? protocol
    }
    const greeted = before.drafts.some((draft) => draft.dir === 's2c')
    const within = inside(tls, opened, protocol, { ...options, progress: tell(0.6, 0.9) }, stream, greeted)
    const rest = clear({ c2s: tls.c2s.end, s2c: tls.s2c.end }, true, false)
    drafts = drafts.concat(within.drafts, rest.drafts)
    cut = within.cut || rest.cut
  }

  const utterances: Utterance[] = []
  for (const draft of drafts) {
    const packets = carriers(stream[draft.dir], draft.span)
    if (packets) utterances.push({ ...draft, packets })
    for (const problem of draft.mail?.problems ?? []) problems.push({ ...problem, dir: draft.dir })
  }
  utterances.sort((a, b) => a.packets.last - b.packets.last || a.span.start - b.span.start)
  // Each part has at least the first `most` of its own, so the first of all of them are here, without a hole.
  if (utterances.length > most) {
    utterances.length = most
    cut = true
  }
  const clientFirst = utterances.find((u) => u.dir === 'c2s')
  const tlsStart = !tls ? null : clientFirst?.layer === 'tls' ? 'implicit' : 'explicit'
  return { stream, protocol, tls, tlsStart, opened, utterances, problems, cut }
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
function inside(
  tls: TlsConnection,
  opened: Readonly<Record<Direction, OpenedText>>,
  protocol: MailProtocol | null,
  options: ConversationOptions & { readonly progress: (done: number) => void },
  stream: TcpStream,
  greeted: boolean,
): { drafts: Draft[]; cut: boolean } {
  const maker = protocol && options.readers[protocol]
  if (!protocol || !maker) return { drafts: [], cut: false }
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
    reader: maker,
    bytes: { c2s: opened.c2s.bytes, s2c: opened.s2c.bytes },
    from: { c2s: 0, s2c: 0 },
    greeted,
    stopsAt: () => false,
  })
  const { said, cut } = listen(dialogue, order, options.most ?? Infinity, options.progress)
  const drafts = said.map((mail) => {
    const records = opened[mail.dir].recordsOf(mail.field)
    const start = tls[mail.dir].records[records.first]?.start ?? 0
    const end = tls[mail.dir].records[records.last]?.end ?? start
    return mailDraft(protocol, mail, { start, end }, true, records)
  })
  return { drafts, cut }
}

/** Bytes of no protocol that is known here: one utterance for each segment that brought some. */
function unknown(
  bytes: Readonly<Record<Direction, Uint8Array>>,
  from: Readonly<Record<Direction, number>>,
  arrived: readonly Delivery[],
  stops: boolean,
): { at: Record<Direction, number>; drafts: Draft[] } {
  const at = { ...from }
  const drafts: Draft[] = []
  for (const { dir, end } of arrived) {
    if (end <= at[dir] || (stops && (startsTls(bytes[dir], at[dir]) || (at[dir] === 0 && startsRecord(bytes[dir], 0)))))
      continue
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
  return { at, drafts }
}
