/** Conversations to a timeline: every step on one clock, with what it gives away and how many round trips it took. */
import type { Conversation } from '../conversation/conversation.ts'
import { groupName, versionName } from '../tls/names.ts'
import { suiteName } from '../tls/suites.ts'
import { flightTimes, toMs, type Leg } from './clock.ts'
import { crossings } from './causes.ts'
import { phases } from './phases.ts'
import { flagNames, tcpSteps } from './tcp-steps.ts'
import type { Chapter, Packet, PartyId, Step, Stream, Timeline } from './timeline.ts'
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

/**
 * Puts a session's steps in the order in which they left their senders.
 *
 * @param progress told now and then how far it is, 0 to 1
 */
export function buildTimeline(source: TimelineSource, progress?: (done: number) => void): Timeline {
  const { packets, indexOf } = allPackets(source)
  progress?.(0.3)
  const drafts = source.conversations.flatMap(({ conversation, leg }, stream) => {
    const times = (packet: number) => packets[indexOf(stream, packet)] ?? { sentMs: 0, arrivesMs: 0 }
    const phaseOf = phases(conversation)
    const ends = { c2s: [leg.client, leg.server], s2c: [leg.server, leg.client] } as const
    const said = conversation.utterances.map((utterance, i): Draft => {
      if (i % 4096 === 4095) progress?.(0.3 + (0.4 * i) / conversation.utterances.length)
      const { dir, span, layer, kind, slug, name, text, sealed, packets: by } = utterance
      const [from, to] = ends[dir]
      const hides = hiddenIn(utterance)
      return {
        slug,
        order: by.last,
        from,
        to,
        sentMs: times(by.first).sentMs,
        arrivesMs: times(by.last).arrivesMs,
        layer,
        phase: phaseOf(utterance),
        kind,
        name,
        text,
        wire: sealed ? 'ciphertext' : 'cleartext',
        eavesdropper: overheard(utterance, conversation.tls?.[dir] ?? null),
        leaks: leaksOf(utterance),
        ...(hides.length > 0 && { hides }),
        stream,
        span: { start: span.start, end: span.end, dir },
        packets: by.all.map((packet) => indexOf(stream, packet)),
      }
    })
    const bare = tcpSteps(conversation.stream, lastPacket(conversation)).map(({ packet, kind, name }): Draft => {
      const dir = conversation.stream.packets[packet]?.dir ?? 'c2s'
      const [from, to] = ends[dir]
      const closes = kind === 'tcp.fin' || kind === 'tcp.rst'
      return {
        slug: kind.slice(4).replace('_', '-'),
        order: packet + (closes ? 0.5 : 0),
        from,
        to,
        ...pick(times(packet)),
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
        packets: [indexOf(stream, packet)],
      }
    })
    return [...said, ...bare]
  })
  drafts.sort((a, b) => a.sentMs - b.sentMs || a.arrivesMs - b.arrivesMs || a.stream - b.stream || a.order - b.order)

  progress?.(0.8)
  const used = new Map<string, number>()
  const crossed = crossings(drafts)
  const attacked = source.parties.some(({ id }) => id === 'attacker')
  const done = attacked ? tamperings(drafts) : []
  let flight = -1
  const steps = drafts.map(({ slug, order: _order, ...draft }, i): Step => {
    if (i % 4096 === 4095) progress?.(0.8 + (0.2 * i) / drafts.length)
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

const latest = (all: readonly { arrivesMs: number }[]) =>
  all.reduce((end, { arrivesMs }) => Math.max(end, arrivesMs), -Infinity)
const pick = ({ sentMs, arrivesMs }: { sentMs: number; arrivesMs: number }) => ({ sentMs, arrivesMs })

/** The last packet that belongs to what is shown of a conversation, as an index into its stream's packets. */
function lastPacket({ cut, utterances, stream }: Conversation): number {
  return (cut && utterances.at(-1)?.packets.last) || stream.packets.length - 1
}

/** Every TCP packet of the session in the order of its stamp, and where each stream's packets went. */
function allPackets(source: TimelineSource) {
  const list = source.conversations.flatMap(({ conversation, leg }, stream) =>
    conversation.stream.packets.slice(0, lastPacket(conversation) + 1).map((packet, index) => {
      const [from, to]: [PartyId, PartyId] = packet.dir === 'c2s' ? [leg.client, leg.server] : [leg.server, leg.client]
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
    }),
  )
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
  const end = ({ address, port }: { address: string; port: number }) =>
    address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  return {
    client: end(stream.client),
    server: end(stream.server),
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
