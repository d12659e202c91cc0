/**
 * The bytes of each step, from the recording's own capture: as they were on
 * the wire and, once opened with the session's keys, as the two ends read them.
 * The same core reads them here as at build time.
 */
import { readConversation, type Conversation, type Utterance } from '../../core/conversation/conversation.ts'
import type { MailProtocol } from '../../core/protocol.ts'
import type { ReaderMaker } from '../../core/mail/tape.ts'
import type { Field, Span } from '../../core/parse.ts'
import { onInterface, readCapture, type Capture } from '../../core/pcap/capture.ts'
import { readStreams, type TcpStream } from '../../core/pcap/tcp.ts'
import type { Step, Timeline } from '../../core/timeline/timeline.ts'
import type { Ciphers } from '../../core/tls/cipher.ts'
import { readKeyLog } from '../../core/tls/keylog.ts'
import { openedFields, recordFields } from '../../core/tls/fields.ts'

/** A stretch of bytes with its fields; offsets count from its first byte. */
export interface Pane {
  readonly bytes: Uint8Array
  readonly fields: readonly Field[]
  /** Where it starts in its direction of the stream; null for what was opened. */
  readonly offset: number | null
  /** The ciphertext in it. */
  readonly sealed: readonly Span[]
  /** Where only the first bytes are shown: how many, and of how many. */
  readonly size?: string
}

/** As many bytes of a step are shown at most: a message may have a hundred million, and each row is drawn. */
const SHOWN_MAX = 65_536

/** Where the bytes of steps come from: this page, or a worker that reads a learner's capture. */
export interface ByteSource {
  /** Whether there are keys to open it with. */
  readonly hasKeys: boolean
  readonly opened: boolean
  /** Opens what the keys open. */
  open(): Promise<void>
  /** Null where the step has no bytes of its own in the stream (a bare TCP segment). */
  bytesOf(index: number): StepBytes | null | Promise<StepBytes | null>
}

/** The bytes of one step. */
export interface StepBytes {
  readonly wire: Pane
  /** What was inside; null where nothing is sealed or it stays shut. */
  readonly opened: Pane | null
}

const readers: Readonly<Record<MailProtocol, () => Promise<ReaderMaker>>> = {
  smtp: async () => (await import('../../core/mail/smtp.ts')).smtp,
  imap: async () => (await import('../../core/mail/imap.ts')).imap,
  pop3: async () => (await import('../../core/mail/pop3.ts')).pop3,
  sieve: async () => (await import('../../core/mail/sieve.ts')).sieve,
}

/**
 * Fetches a capture and reads it here: to open what is sealed, and where the build laid nothing out.
 *
 * @throws Error with a sentence for the learner where it does not come
 */
export async function readWire(timeline: Timeline, url: string, signal?: AbortSignal): Promise<ByteSource> {
  const response = await fetch(url, signal ? { signal } : {})
  if (!response.ok) throw new Error(`The recording did not come (${response.status}). Reload the page to try again.`)
  return Wire.read(new Uint8Array(await response.arrayBuffer()), timeline)
}

export class Wire implements ByteSource {
  readonly #timeline: Timeline
  readonly #streams: readonly TcpStream[]
  readonly #secrets: readonly string[]
  #conversations: readonly Conversation[] = []
  #opened = false

  private constructor(timeline: Timeline, streams: readonly TcpStream[], secrets: readonly string[]) {
    this.#timeline = timeline
    this.#streams = streams
    this.#secrets = secrets
  }

  /**
   * Reads `wire.pcapng` without its keys.
   *
   * @throws Error where it is something else: a gateway may answer with a page of its own
   */
  static async read(bytes: Uint8Array, timeline: Timeline): Promise<Wire> {
    const capture = readCapture(bytes).value
    const streams = streamsOf(capture, timeline)
    if (streams.length < timeline.streams.length)
      throw new Error('What came is not the recording. Reload the page to try again.')
    const wire = new Wire(timeline, streams, capture.secrets)
    await wire.#readAll(undefined)
    return wire
  }

  /** Streams that were read already, in the order of `timeline.streams`. */
  static of(timeline: Timeline, conversations: readonly Conversation[]): Wire {
    const wire = new Wire(
      timeline,
      conversations.map(({ stream }) => stream),
      [],
    )
    wire.#conversations = conversations
    wire.#opened = true
    return wire
  }

  /** Whether the file brings keys. */
  get hasKeys(): boolean {
    return this.#secrets.length > 0
  }

  get opened(): boolean {
    return this.#opened
  }

  /** Opens what the keys open. */
  async open(): Promise<void> {
    const { webCiphers } = await import('../../core/tls/webcrypto.ts')
    await this.#readAll(webCiphers(globalThis.crypto?.subtle))
    this.#opened = true
  }

  /** @returns null where the step has no bytes of its own in the stream (a bare TCP segment) */
  bytesOf(index: number): StepBytes | null {
    const step = this.#timeline.steps[index]
    const conversation = step && this.#conversations[step.stream]
    if (!step?.span || !conversation) return null
    const { dir, start } = step.span
    const all = step.span.end - start
    const end = start + Math.min(all, SHOWN_MAX)
    const bytes = conversation.stream[dir].bytes
    const said = this.#utteranceOf(step, index, conversation)
    const { tls } = conversation
    const records = (tls?.[dir].records ?? []).flatMap((record, i) =>
      record.start < end && record.end > start ? [{ record, i }] : [],
    )
    const layers = tls ? records.map(({ i }) => recordFields(bytes, tls, dir, i)) : []
    const fields = said?.mail && !said.inside ? [said.mail.field] : layers
    const opened = said && step.wire === 'ciphertext' ? openedPane(said, conversation) : null
    return {
      wire: {
        bytes: bytes.slice(start, end),
        fields: whole(
          fields.map((field) => upTo(field, end)),
          start,
          end,
        ).map((field) => moved(field, -start)),
        offset: start,
        ...(all > SHOWN_MAX && { size: sizeOf(all) }),
        sealed: records
          .filter(({ record }) => record.encrypted)
          .map(({ record }) => ({ start: record.start + 5 - start, end: Math.min(record.end, end) - start })),
      },
      opened,
    }
  }

  async #readAll(ciphers: Ciphers | undefined): Promise<void> {
    // One set of secrets, and one connection after the other: a resumed one is opened with what an earlier one left.
    const secrets = readKeyLog(this.#secrets)
    const conversations: Conversation[] = []
    for (const [i, stream] of this.#streams.entries()) {
      const spoken = this.#timeline.streams[i]?.protocol
      const protocol = spoken === 'unknown' ? undefined : spoken
      const known = protocol ? { [protocol]: await readers[protocol]() } : {}
      conversations.push(
        await readConversation(stream, { protocol, readers: known, ...(ciphers && { ciphers, secrets }) }),
      )
    }
    this.#conversations = conversations
  }

  /** The utterance that became this step: the n-th of those that share its bytes and its kind. */
  #utteranceOf(step: Step, index: number, conversation: Conversation): Utterance | undefined {
    const alike = (other: Step) =>
      other.stream === step.stream &&
      other.kind === step.kind &&
      other.span?.dir === step.span?.dir &&
      other.span?.start === step.span?.start &&
      other.span?.end === step.span?.end
    const nth = this.#timeline.steps.slice(0, index).filter(alike).length
    return conversation.utterances.filter(
      ({ dir, kind, span }) =>
        dir === step.span?.dir && kind === step.kind && span.start === step.span.start && span.end === step.span.end,
    )[nth]
  }
}

/** What the records of an utterance held: each as it was opened, with what encryption had put around it. */
function openedPane({ dir, mail, inside, records }: Utterance, { tls, opened }: Conversation): Pane | null {
  if (!records || !tls) return null
  if (mail && inside && mail.field.end - mail.field.start > SHOWN_MAX) {
    const { start } = mail.field
    const shown = opened[dir].bytes.slice(start, start + SHOWN_MAX)
    return {
      ...pane(shown, [moved(upTo(mail.field, start + SHOWN_MAX), -start)]),
      size: sizeOf(mail.field.end - start),
    }
  }
  const parts: { bytes: Uint8Array; field: Field }[] = []
  for (let index = records.first; index <= records.last; index++) {
    const bytes = tls[dir].records[index]?.opened
    const field = openedFields(tls, dir, index)
    if (!bytes || !field) return null
    parts.push({ bytes, field })
  }
  if (mail && inside) {
    const [only, more] = parts
    const { start, end } = mail.field
    const content = only?.field.children?.[0]
    // A message that fills its one record stands within it; any other by itself.
    if (!only || more || content?.key !== 'tls.application_data' || content.end !== end - start) {
      return pane(opened[dir].bytes.slice(start, end), [moved(mail.field, -start)])
    }
    const [, ...around] = only.field.children ?? []
    return pane(only.bytes, [{ ...content, children: [moved(mail.field, -start)] }, ...around])
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0))
  let at = 0
  const fields = parts.map((part) => {
    bytes.set(part.bytes, at)
    const field = moved(part.field, at)
    at += part.bytes.length
    return field
  })
  return pane(bytes, fields)
}

const pane = (bytes: Uint8Array, fields: readonly Field[]): Pane => ({ bytes, fields, offset: null, sealed: [] })

const sizeOf = (all: number): string => `the first ${SHOWN_MAX} of ${all}`

/** A field as far as an offset. One that goes on after it is not looked into: it may have as many parts as a message lines. */
function upTo(field: Field, end: number): Field {
  const { key, start, value } = field
  return field.end <= end ? field : { key, start, end, ...(value !== undefined && { value }) }
}

function moved(field: Field, by: number): Field {
  return {
    ...field,
    start: field.start + by,
    end: field.end + by,
    ...(field.children && { children: field.children.map((child) => moved(child, by)) }),
  }
}

/** Fields that tile the stretch: what none of them covers is `unparsed`. */
function whole(fields: readonly Field[], start: number, end: number): Field[] {
  const out: Field[] = []
  let at = start
  for (const field of fields) {
    if (field.start > at) out.push({ start: at, end: field.start, key: 'unparsed' })
    out.push(field)
    at = field.end
  }
  if (at < end) out.push({ start: at, end, key: 'unparsed' })
  return out
}

/** The two ends of an attacked path have the same addresses, so each of its interfaces is put together on its own. */
function streamsOf(capture: Capture, timeline: Timeline): TcpStream[] {
  if (!timeline.parties.some(({ id }) => id === 'attacker')) return readStreams(capture).value
  return [0, 1].flatMap((side) => readStreams(onInterface(capture, side)).value)
}
