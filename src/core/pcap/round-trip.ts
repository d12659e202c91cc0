import { ACK, FIN, RST, SYN } from './flags.ts'
import type { TcpPacket } from './tcp.ts'

/**
 * The shortest time that a packet of the client took to be acknowledged or refused, µs, as it was seen where it was
 * captured: at the client's end the round trip, at the server's next to nothing. Nothing on the connection took less, so
 * no answer seems to have left before what it answers arrived. What was sent twice counts from the first time.
 *
 * @returns null where the capture holds no such pair
 * @see RFC 9293 §3.4, and §3.5.2 for the sequence number of a reset
 */
export function shortestRoundTripUs(packets: readonly TcpPacket[]): number | null {
  /** When the client first sent something, by the acknowledgment number, or the number of a reset, that answers it. */
  const acknowledged = new Map<number, number>()
  const reset = new Map<number, number>()
  let shortest: number | null = null
  const answered = (sent: Map<number, number>, number: number, timeUs: number) => {
    const since = sent.get(number) ?? Infinity
    // Later packets may say the same again.
    sent.delete(number)
    if (timeUs >= since) shortest = Math.min(shortest ?? Infinity, timeUs - since)
  }
  for (const { dir, flags, seq, ack, payload, timeUs } of packets) {
    const length = payload + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
    if (dir === 'c2s') {
      const end = (seq + length) >>> 0
      if (length > 0 && !acknowledged.has(end)) acknowledged.set(end, timeUs)
      if (length > 0 && flags & ACK && !reset.has(ack)) reset.set(ack, timeUs)
    } else if (flags & ACK) answered(acknowledged, ack, timeUs)
    else if (flags & RST) answered(reset, seq, timeUs)
  }
  return shortest
}
