/**
 * The wire: the link between client and server is this program. Each IP packet
 * that leaves one end comes in as a UDP datagram (from a TUN device, through
 * socat), waits for the link's delay, and goes out at the other end. What passes
 * is noted with the time at which the *client's* end of the wire saw it: on entry
 * for what the client sends, on exit for what it receives. So no line can show in
 * the client's terminal before the packet that brought it.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Direction } from '../core/parse.ts'
import type { PacketChanger } from './attacks/attack.ts'
import { nowUs } from './clock.ts'
import { readIpv4 } from './ipv4.ts'
import type { TapInterface, TappedPacket } from './pcapng.ts'

export interface WireOptions {
  readonly oneWayMs: number
  /** Packets to and from these server ports vanish on the way. */
  readonly filteredPorts: readonly number[]
  readonly attack: PacketChanger | null
}

/** Four UDP ports of the loopback interface: this program's and socat's, for each end. */
export interface WirePorts {
  readonly client: { readonly ours: number; readonly theirs: number }
  readonly server: { readonly ours: number; readonly theirs: number }
}

export interface Wire {
  readonly interfaces: readonly TapInterface[]
  readonly packets: readonly TappedPacket[]
  /** From the server's SYN ACK to the client's ACK, at the server's end, ms; null before that. */
  readonly serverRoundTripMs: number | null
  /** How late the wire handed a packet on, or a kernel answered a SYN, ms, at most: a busy machine bends the times. */
  readonly lateMs: number
  close(): void
}

/** Opens the wire. It must be open before the two TUN devices come up. */
export async function openWire(ports: WirePorts, options: WireOptions): Promise<Wire> {
  const sockets = { c2s: createSocket('udp4'), s2c: createSocket('udp4') }
  await Promise.all([bind(sockets.c2s, ports.client.ours), bind(sockets.s2c, ports.server.ours)])
  const packets: TappedPacket[] = []
  const taps = options.attack ? [clientTap, serverTap] : [clientTap]
  let synUs: number | null = null
  let synAckUs: number | null = null
  let serverRoundTripMs: number | null = null
  let lateUs = 0
  let closed = false

  const queues: Record<Direction, { dueUs: number; bytes: Buffer }[]> = { c2s: [], s2c: [] }

  const arrive = (direction: Direction, bytes: Buffer) => {
    const ip = readIpv4(bytes)
    // The kernels also send IPv6 multicast on a new device; nothing listens to it.
    if (!ip || closed) return
    const timeUs = nowUs()
    if (direction === 'c2s') packets.push({ tap: 0, timeUs, bytes })
    else {
      if (options.attack) packets.push({ tap: 1, timeUs, bytes })
      if (ip.tcp?.flags === 0x12) {
        synAckUs = timeUs
        // A kernel answers a SYN at once: what it took is how busy the machine was.
        if (synUs !== null) lateUs = Math.max(lateUs, timeUs - synUs)
      }
    }
    const serverPort = direction === 'c2s' ? ip.tcp?.destinationPort : ip.tcp?.sourcePort
    if (serverPort !== undefined && options.filteredPorts.includes(serverPort)) return
    const onward = options.attack ? options.attack(direction, bytes) : [bytes]
    for (const packet of onward) {
      queues[direction].push({ dueUs: timeUs + options.oneWayMs * 1000, bytes: packet })
      if (queues[direction].length === 1) schedule(direction)
    }
  }

  // Timers wake up to a millisecond late, so the last stretch is waited for in turns of the event loop.
  const schedule = (direction: Direction) => {
    const first = queues[direction][0]
    if (!first || closed) return
    const leftUs = first.dueUs - nowUs()
    if (leftUs > 2000) setTimeout(() => schedule(direction), (leftUs - 1500) / 1000)
    else if (leftUs > 0) setImmediate(() => schedule(direction))
    else {
      queues[direction].shift()
      lateUs = Math.max(lateUs, -leftUs)
      deliver(direction, first.bytes)
      schedule(direction)
    }
  }

  const deliver = (direction: Direction, bytes: Buffer) => {
    const timeUs = nowUs()
    if (direction === 's2c') {
      packets.push({ tap: 0, timeUs, bytes })
      sockets.c2s.send(bytes, ports.client.theirs, '127.0.0.1')
      return
    }
    if (options.attack) packets.push({ tap: 1, timeUs, bytes })
    const flags = readIpv4(bytes)?.tcp?.flags
    const isAck = flags === 0x10
    if (flags === 0x02) synUs = timeUs
    if (serverRoundTripMs === null && synAckUs !== null && isAck) serverRoundTripMs = (timeUs - synAckUs) / 1000
    sockets.s2c.send(bytes, ports.server.theirs, '127.0.0.1')
  }

  sockets.c2s.on('message', (bytes) => arrive('c2s', bytes))
  sockets.s2c.on('message', (bytes) => arrive('s2c', bytes))
  for (const socket of [sockets.c2s, sockets.s2c]) {
    // Before socat is there, or after it has gone, loopback says "connection refused".
    socket.on('error', () => undefined)
  }

  return {
    interfaces: taps,
    packets,
    get serverRoundTripMs() {
      return serverRoundTripMs
    },
    get lateMs() {
      return lateUs / 1000
    },
    close() {
      if (closed) return
      closed = true
      sockets.c2s.close()
      sockets.s2c.close()
    },
  }
}

const clientTap: TapInterface = { name: 'client', description: "the wire, as the client's end sees it" }
const serverTap: TapInterface = {
  name: 'server',
  description: "the wire beyond the attacker, as the server's end sees it",
}

async function bind(socket: Socket, port: number): Promise<void> {
  const bound = once(socket, 'listening')
  socket.bind(port, '127.0.0.1')
  await bound
}
