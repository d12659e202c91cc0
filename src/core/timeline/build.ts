/** Conversations to a timeline: every step on one clock, with what it gives away and how many round trips it took. */
import type { Conversation, Utterance } from '../conversation/conversation.ts'
import type { Direction } from '../parse.ts'
import { endpointText } from '../pcap/tcp.ts'
import { groupName, versionName } from '../tls/names.ts'
import { suiteName } from '../tls/suites.ts'
import { flightTimes, toMs, type Leg } from './clock.ts'
import { crossings } from './causes.ts'
import { phases } from './phases.ts'
import { flagNames, tcpSteps, type TcpStep } from './tcp-steps.ts'
import type { Chapter, Packet, PartyId, Phase, Step, Stream, Timeline } from './timeline.ts'
import { tamperings } from './tampering.ts'
import { hiddenIn, leaksOf, overheard } from './wiretap.ts'

export interface TimelineSource {
  readonly id: string
  readonly title: string
  /** The capture's stamp that is time zero, microseconds. */
  readonly zeroUs: number
  /** The link's delay in one direction, ms. */
  readonly oneWayMs: number
  readonly parties: Timeline['parties']
  readonly chapters: readonly Chapter[]
  /** When the terminal's last event was, ms. */
  readonly endMs: number
  readonly conversations: readonly { readonly conversation: Conversation; readonly leg: Leg }[]
}

type Draft = Omit<Step, 'id' | 'flight' | 'roundTrips'> & { readonly slug: string; readonly order: number }

/** Where a conversation stands in its session. */
interface Lane {
  readonly stream: number
  readonly conversation: Conversation
  /** Who sends and who receives in each direction. */
  readonly ends: Readonly<Record<Direction, readonly [from: PartyId, to: PartyId]>>
  /** The place in the session of a packet of the conversation's stream. */
  placeOf(packet: number): number
  timesOf(packet: number): { readonly sentMs: number; readonly arrivesMs: number }
}

/**
 * Puts a session's steps in the order in which they left their senders.
 *
 * @param progress told now and then how far it is, 0 to 1
 */
export function buildTimeline(source: TimelineSource, progress?: (done: number) => void): Timeline {
  const { packets, indexOf } = allPackets(source)
  progress?.(0.3)
  const drafts = source.conversations.flatMap(({ conversation, leg }, stream) => {
    const placeOf = (packet: number) => indexOf(stream, packet)
    const timesOf = (packet: number) => {
      const { sentMs = 0, arrivesMs = 0 } = packets[placeOf(packet)] ?? {}
      return { sentMs, arrivesMs }
    }
    return draftsOf({ stream, conversation, ends: endsOf(leg), placeOf, timesOf }, (done) =>
      progress?.(0.3 + 0.4 * done),
    )
  })
  drafts.sort((a, b) => a.sentMs - b.sentMs || a.arrivesMs - b.arrivesMs || a.stream - b.stream || a.order - b.order)
  progress?.(0.8)
  const attacked = source.parties.some(({ id }) => id === 'attacker')
  const steps = numbered(drafts, attacked, (done) => progress?.(0.8 + 0.2 * done))
  return {
    id: source.id,
    title: source.title,
    durationMs: Math.max(latest(steps), latest(packets), source.endMs),
    oneWayMs: source.oneWayMs,
    parties: source.parties,
    streams: source.conversations.map(({ conversation }) => describeStream(conversation)),
    steps,
    packets,
    chapters: source.chapters,
  }
}

const endsOf = ({ client, server }: Leg): Lane['ends'] => ({ c2s: [client, server], s2c: [server, client] })

/** What one conversation adds: what was said, and the TCP around it. */
function draftsOf(lane: Lane, progress: (done: number) => void): Draft[] {
  const { conversation } = lane
  const phaseOf = phases(conversation)
  const said = conversation.utterances.map((utterance, i) => {
    if (i % 4096 === 4095) progress(i / conversation.utterances.length)
    return draftOf(lane, utterance, phaseOf(utterance))
  })
  return [...said, ...tcpSteps(conversation.stream, lastPacket(conversation)).map((step) => bareDraftOf(lane, step))]
}

/** A step in which something is said. */
function draftOf({ stream, conversation, ends, placeOf, timesOf }: Lane, utterance: Utterance, phase: Phase): Draft {
  const { dir, span, layer, kind, slug, name, text, sealed, packets: by } = utterance
  const [from, to] = ends[dir]
  const hides = hiddenIn(utterance)
  return {
    slug,
    order: by.last,
    from,
    to,
    sentMs: timesOf(by.first).sentMs,
    arrivesMs: timesOf(by.last).arrivesMs,
    layer,
    phase,
    kind,
    name,
    text,
    wire: sealed ? 'ciphertext' : 'cleartext',
    eavesdropper: overheard(utterance, conversation.tls?.[dir] ?? null),
    leaks: leaksOf(utterance),
    ...(hides.length > 0 && { hides }),
    stream,
    span: { start: span.start, end: span.end, dir },
    packets: by.all.map(placeOf),
  }
}

/** A step of TCP alone. */
function bareDraftOf({ stream, conversation, ends, placeOf, timesOf }: Lane, { packet, kind, name }: TcpStep): Draft {
  const [from, to] = ends[conversation.stream.packets[packet]?.dir ?? 'c2s']
  const closes = kind === 'tcp.fin' || kind === 'tcp.rst'
  return {
    slug: kind.slice(4).replace('_', '-'),
    order: packet + (closes ? 0.5 : 0),
    from,
    to,
    ...timesOf(packet),
    layer: 'tcp',
    phase: closes ? 'close' : 'tcp',
    kind,
    name,
    text: '',
    wire: 'cleartext',
    eavesdropper: `TCP ${name}`,
    leaks: [],
    stream,
    span: null,
    packets: [placeOf(packet)],
  }
}

/** Steps out of sorted drafts: each with a name of its own, its flight, and how many round trips came before it. */
function numbered(drafts: readonly Draft[], attacked: boolean, progress: (done: number) => void): Step[] {
  const used = new Map<string, number>()
  const crossed = crossings(drafts)
  const done = attacked ? tamperings(drafts) : []
  let flight = -1
  return drafts.map(({ slug, order: _order, ...draft }, i): Step => {
    if (i % 4096 === 4095) progress(i / drafts.length)
    const nth = (used.get(slug) ?? 0) + 1
    used.set(slug, nth)
    const before = drafts[i - 1]
    if (before?.from !== draft.from || before.to !== draft.to || before.stream !== draft.stream) flight++
    const tampering = done[i]
    return {
      id: nth === 1 ? slug : `${slug}-${nth}`,
      ...draft,
      ...(tampering && { tampering }),
      flight,
      roundTrips: (crossed[i] ?? 0) >> 1,
    }
  })
}

const latest = (all: readonly { arrivesMs: number }[]) =>
  all.reduce((end, { arrivesMs }) => Math.max(end, arrivesMs), -Infinity)

/** The last packet that belongs to what is shown of a conversation, as an index into its stream's packets. */
function lastPacket({ cut, utterances, stream }: Conversation): number {
  return (cut && utterances.at(-1)?.packets.last) || stream.packets.length - 1
}

/** Every TCP packet of the session in the order of its stamp, and where each stream's packets went. */
function allPackets(source: TimelineSource) {
  const list = source.conversations.flatMap(({ conversation, leg }, stream) => {
    const ends = endsOf(leg)
    return conversation.stream.packets.slice(0, lastPacket(conversation) + 1).map((packet, index) => {
      const [from, to] = ends[packet.dir]
      const times = flightTimes(leg, packet.dir, toMs(packet.timeUs - source.zeroUs))
      const made: Packet = {
        from,
        to,
        ...times,
        stream,
        flags: flagNames(packet.flags),
        payload: packet.payload,
        length: packet.length,
      }
      return { made, index, at: packet.timeUs }
    })
  })
  list.sort((a, b) => a.at - b.at)
  const places = source.conversations.map(({ conversation }) => new Uint32Array(conversation.stream.packets.length))
  list.forEach(({ made, index }, i) => {
    const place = places[made.stream]
    if (place) place[index] = i
  })
  return {
    packets: list.map(({ made }) => made),
    indexOf: (stream: number, packet: number) => places[stream]?.[packet] ?? 0,
  }
}

function describeStream({ stream, protocol, tls, tlsStart }: Conversation): Stream {
  return {
    client: endpointText(stream.client),
    server: endpointText(stream.server),
    port: stream.server.port,
    protocol: protocol ?? 'unknown',
    tls:
      tls?.version && tls.cipher !== null && tlsStart
        ? {
            version: versionName(tls.version),
            cipher: suiteName(tls.cipher),
            group: tls.group === null ? null : groupName(tls.group),
            resumed: tls.resumed,
            start: tlsStart,
          }
        : null,
  }
}
