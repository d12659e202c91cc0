/**
 * What every attack here stands on: a machine on the path that forwards TCP
 * segments and may rewrite what they carry.
 *
 * It puts its own address on the leg to the server, so that the two legs are two
 * connections to whoever opens the recording. It keeps the sequence numbers of
 * the two ends apart where it made a segment longer or shorter:
 *
 *     client  seq 100 "STARTTLS\r\n" (10)          ack 300
 *     server  seq 100 "STARTTLS\r\nNOOP\r\n" (16)  acks 116, the client is told 110
 *
 * @see RFC 9293 §3.1 (TCP header, checksum), RFC 791 §3.1 (IPv4 header)
 */
import type { Direction } from '../../core/parse.ts'
import { readIpv4 } from '../ipv4.ts'
import { parties } from '../network.ts'
import type { PacketChanger } from './attack.ts'

/** What a segment carries on; the same buffer where nothing is changed. */
export type Rewrite = (direction: Direction, payload: Buffer) => Buffer

/** A segment that was rewritten: where it ended on each side, in each side's own sequence numbers. */
interface Change {
  readonly endBefore: number
  readonly endAfter: number
}

const opposite: Record<Direction, Direction> = { c2s: 's2c', s2c: 'c2s' }

/**
 * A changer that hands each segment's payload to `rewrite` once; a retransmission
 * gets what the first copy got.
 */
export function intercept(rewrite: Rewrite): PacketChanger {
  const changes: Record<Direction, Change[]> = { c2s: [], s2c: [] }
  const carried: Record<Direction, Map<number, Buffer>> = { c2s: new Map(), s2c: new Map() }

  return (direction, original) => {
    const ip = readIpv4(original)
    if (!ip?.tcp) return [original]
    const tcpAt = (original.readUInt8(0) & 15) * 4
    const sequence = original.readUInt32BE(tcpAt + 4)
    const acknowledged = original.readUInt32BE(tcpAt + 8)
    const payload = original.subarray(ip.tcp.payloadAt)

    let onward = payload
    if (payload.length > 0) {
      onward = carried[direction].get(sequence) ?? rewrite(direction, payload)
      if (onward.length !== payload.length && !carried[direction].has(sequence)) {
        const start = shifted(changes[direction], sequence, 'before')
        changes[direction].push({
          endBefore: (sequence + payload.length) >>> 0,
          endAfter: (start + onward.length) >>> 0,
        })
      }
      carried[direction].set(sequence, onward)
    }

    const packet = Buffer.concat([original.subarray(0, ip.tcp.payloadAt), onward])
    packet.writeUInt32BE(shifted(changes[direction], sequence, 'before'), tcpAt + 4)
    packet.writeUInt32BE(shifted(changes[opposite[direction]], acknowledged, 'after'), tcpAt + 8)
    readdress(packet, direction)
    seal(packet, tcpAt)
    return [packet]
  }
}

/**
 * A number of one side's sequence space in the other's. `before` numbers are the
 * sender's own; `after` numbers are what the receiver was given and acknowledges.
 */
function shifted(changes: readonly Change[], number: number, side: 'before' | 'after'): number {
  let result = number
  for (const change of changes) {
    const [end, other] = side === 'before' ? [change.endBefore, change.endAfter] : [change.endAfter, change.endBefore]
    if (reaches(number, end)) result = (other + (number - end)) >>> 0
  }
  return result
}

/** Whether `number` is at or past `mark`, in 32 bits that wrap round. */
const reaches = (number: number, mark: number) => ((number - mark) | 0) >= 0

function readdress(packet: Buffer, direction: Direction): void {
  if (direction === 'c2s') writeAddress(packet, 12, parties.attacker.address)
  else writeAddress(packet, 16, parties.client.address)
}

function writeAddress(packet: Buffer, at: number, address: string): void {
  for (const [index, part] of address.split('.').entries()) packet.writeUInt8(Number(part), at + index)
}

/** Sets length and both checksums. */
function seal(packet: Buffer, tcpAt: number): void {
  packet.writeUInt16BE(packet.length, 2)
  packet.writeUInt16BE(0, 10)
  packet.writeUInt16BE(checksum(sum(packet, 0, tcpAt)), 10)
  packet.writeUInt16BE(0, tcpAt + 16)
  const pseudo = sum(packet, 12, 20) + 6 + (packet.length - tcpAt)
  packet.writeUInt16BE(checksum(pseudo + sum(packet, tcpAt, packet.length)), tcpAt + 16)
}

function sum(packet: Buffer, from: number, to: number): number {
  let total = 0
  for (let at = from; at < to; at += 2) total += (packet[at] ?? 0) * 256 + (at + 1 < to ? (packet[at + 1] ?? 0) : 0)
  return total
}

function checksum(total: number): number {
  let folded = total
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 65536)
  return ~folded & 0xffff
}
