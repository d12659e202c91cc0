/**
 * From files to a timeline: the one path that the build and the browser share.
 */
import { readCast, type Cast } from '../cast/cast.ts'
import { readConversation, type Conversation, type ConversationOptions } from '../conversation/conversation.ts'
import type { Problem } from '../parse.ts'
import { onInterface, readCapture } from '../pcap/capture.ts'
import { shortestRoundTripUs } from '../pcap/round-trip.ts'
import { readStreams, type TcpStream } from '../pcap/tcp.ts'
import { readKeyLog } from '../tls/keylog.ts'
import type { SessionRecord } from '../session.ts'
import { buildTimeline } from './build.ts'
import { attackedPath, toMs, wholePath, type Leg } from './clock.ts'
import type { Timeline } from './timeline.ts'

export interface SessionInput {
  readonly id: string
  readonly title: string
  /** `wire.pcapng`. */
  readonly wire: Uint8Array
  /** `terminal.cast`. */
  readonly cast: string
  readonly record: Pick<SessionRecord, 'oneWayMs' | 'wireStartUs' | 'parties' | 'ports' | 'commands'>
}

export interface SessionReading {
  readonly timeline: Timeline
  /** In the order of `Timeline.streams`. */
  readonly conversations: readonly Conversation[]
  /** The terminal, as it was read. */
  readonly cast: Cast
  /** What could not be read, by where it was found. */
  readonly problems: {
    /** The file, its packets and the TCP streams that they make. */
    readonly capture: readonly Problem[]
    readonly cast: readonly Problem[]
    /** TLS and mail in those streams. */
    readonly conversations: readonly Problem[]
  }
}

/** Reads a recorded session. Never throws; what could not be read is a problem. */
export async function readSession(input: SessionInput, options: ConversationOptions): Promise<SessionReading> {
  const { record } = input
  const capture = readCapture(input.wire)
  const cast = readCast(input.cast)
  const attacked = record.commands.some(({ where }) => where === 'attacker')
  const legs: readonly Leg[] = attacked ? attackedPath(record.oneWayMs) : [wholePath(record.oneWayMs)]
  const captureProblems = [...capture.problems]
  const conversationProblems: Problem[] = []
  const conversations: { conversation: Conversation; leg: Leg }[] = []
  const secrets = options.secrets ?? readKeyLog(capture.value.secrets)
  for (const [index, leg] of legs.entries()) {
    // The two ends of an attacked path have the same addresses, so each is put together on its own.
    const part = attacked ? onInterface(capture.value, index) : capture.value
    const streams = readStreams(part)
    captureProblems.push(...streams.problems)
    for (const stream of streams.value) {
      const protocol = record.ports.find(({ port }) => port === stream.server.port)?.protocol
      const conversation = await readConversation(stream, {
        ...options,
        secrets,
        protocol: options.protocol ?? protocol,
      })
      captureProblems.push(...stream.problems)
      conversationProblems.push(...conversation.problems)
      conversations.push({ conversation, leg })
    }
  }
  const known = record.parties.map((party) => ({ ...party }))
  const parties =
    attacked && !known.some(({ id }) => id === 'attacker')
      ? [...known, { id: 'attacker' as const, name: 'attacker', address: 'on the path' }]
      : known
  const timeline = buildTimeline({
    id: input.id,
    title: input.title,
    zeroUs: record.wireStartUs,
    oneWayMs: record.oneWayMs,
    parties,
    chapters: cast.value.markers,
    endMs: cast.value.durationMs,
    conversations,
  })
  return {
    timeline,
    conversations: conversations.map(({ conversation }) => conversation),
    cast: cast.value,
    problems: { capture: captureProblems, cast: cast.problems, conversations: conversationProblems },
  }
}

/**
 * One stream of a learner's own capture as a timeline. There is no recorder's
 * clock to go by: time zero is its first packet, and the delay is half of the
 * shortest round trip at the place of capture.
 */
export async function readStreamTimeline(
  stream: TcpStream,
  title: string,
  options: ConversationOptions,
): Promise<{ timeline: Timeline; conversation: Conversation }> {
  const tell = (from: number, to: number) => (done: number) => options.progress?.(from + (to - from) * done)
  const conversation = await readConversation(stream, { ...options, progress: tell(0, 0.7) })
  const zeroUs = stream.packets[0]?.timeUs ?? 0
  // Rounded down, so that no answer leaves a microsecond before what it answers is there.
  const oneWayMs = toMs(Math.floor((shortestRoundTripUs(stream.packets) ?? 0) / 2))
  const timeline = buildTimeline(
    {
      id: 'capture',
      title,
      zeroUs,
      oneWayMs,
      parties: [
        { id: 'client', name: 'client', address: stream.client.address },
        { id: 'server', name: 'server', address: stream.server.address },
      ],
      chapters: [],
      endMs: 0,
      conversations: [{ conversation, leg: wholePath(oneWayMs) }],
    },
    tell(0.7, 1),
  )
  return { timeline, conversation }
}
