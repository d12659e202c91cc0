/** The bare TCP of a connection: its opening, its end, and what kept it from either. */
import { ACK, FIN, PSH, RST, SYN } from '../pcap/flags.ts'
import type { TcpPacket, TcpStream } from '../pcap/tcp.ts'

export interface TcpStep {
  /** Index into `TcpStream.packets`. */
  readonly packet: number
  readonly kind: 'tcp.syn' | 'tcp.syn_ack' | 'tcp.ack' | 'tcp.fin' | 'tcp.rst'
  readonly name: string
}

/** `SYN`, `SYN ACK`, `PSH ACK`: the flags as people say them. */
export function flagNames(flags: number): string {
  const names = [
    [SYN, 'SYN'],
    [FIN, 'FIN'],
    [RST, 'RST'],
    [PSH, 'PSH'],
    [ACK, 'ACK'],
  ] as const
  return names
    .filter(([bit]) => flags & bit)
    .map(([, name]) => name)
    .join(' ')
}

/**
 * The segments that matter on their own: each SYN and SYN ACK, the ACK that
 * completes the opening, each FIN, each RST. Other ACKs are packets only.
 *
 * @param last index of the last packet that is looked at
 */
export function tcpSteps(stream: TcpStream, last = stream.packets.length - 1): TcpStep[] {
  const out: TcpStep[] = []
  let answered = false
  let open = false
  const seen = new Set<string>()
  stream.packets.forEach(({ flags, dir, payload, seq }: TcpPacket, packet) => {
    if (packet > last) return
    const step = (kind: TcpStep['kind'], name: string) => {
      const again = seen.has(`${kind} ${dir} ${seq}`)
      seen.add(`${kind} ${dir} ${seq}`)
      out.push({ packet, kind, name: again ? `${name} again` : name })
    }
    if (flags & RST) step('tcp.rst', flagNames(flags))
    else if (flags & SYN && flags & ACK) {
      answered = true
      step('tcp.syn_ack', 'SYN ACK')
    } else if (flags & SYN) step('tcp.syn', 'SYN')
    else if (flags & FIN) step('tcp.fin', flagNames(flags & ~PSH))
    else if (answered && !open && dir === 'c2s' && flags & ACK) {
      open = true
      if (payload === 0) step('tcp.ack', 'ACK')
    }
  })
  return out
}
