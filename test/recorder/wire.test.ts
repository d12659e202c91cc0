import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { PacketChanger } from '../../src/recorder/attacks/attack.ts'
import { openWire, type Wire } from '../../src/recorder/wire.ts'

const undo: (() => void)[] = []
afterEach(() => undo.splice(0).forEach((close) => close()))

/** A whole IPv4 packet with an empty TCP segment in it. */
function segment(sourcePort: number, destinationPort: number, flags: number): Buffer {
  const packet = Buffer.alloc(40)
  packet[0] = 0x45
  packet[9] = 6
  packet.writeUInt16BE(sourcePort, 20)
  packet.writeUInt16BE(destinationPort, 22)
  packet[32] = 0x50
  packet[33] = flags
  return packet
}

/** The wire with a plain UDP socket at each end, in place of socat and a TUN device. */
async function lay(oneWayMs: number, filteredPorts: number[] = [], attack: PacketChanger | null = null) {
  const end = async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    undo.push(() => socket.close())
    return socket
  }
  const free = async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    socket.close()
    await once(socket, 'close')
    return port
  }
  const [client, server] = [await end(), await end()]
  const ports = {
    client: { ours: await free(), theirs: client.address().port },
    server: { ours: await free(), theirs: server.address().port },
  }
  const wire: Wire = await openWire(ports, { oneWayMs, filteredPorts, attack })
  undo.push(() => wire.close())
  return {
    wire,
    fromClient: (packet: Buffer) => client.send(packet, ports.client.ours, '127.0.0.1'),
    fromServer: (packet: Buffer) => server.send(packet, ports.server.ours, '127.0.0.1'),
    atServer: () => once(server, 'message') as Promise<[Buffer]>,
    atClient: () => once(client, 'message') as Promise<[Buffer]>,
    server,
  }
}

test('a packet takes its time to the other end, and is stamped at the client', async () => {
  const { wire, fromClient, fromServer, atServer, atClient } = await lay(20)
  const syn = segment(50000, 587, 0x02)
  const sentMs = performance.now()
  fromClient(syn)
  const [arrived] = await atServer()
  expect(performance.now() - sentMs).toBeGreaterThanOrEqual(19.9)
  expect(arrived.equals(syn)).toBe(true)

  fromServer(segment(587, 50000, 0x12))
  await atClient()
  const [first, second] = wire.packets
  // Entry of the one, exit of the other: two one-way delays lie between.
  expect((second?.timeUs ?? 0) - (first?.timeUs ?? 0)).toBeGreaterThanOrEqual(40_000)
})

test('a wire that had no time for its packets says how late they were', async () => {
  const { wire, fromClient, atServer } = await lay(40)
  const arrived = atServer()
  fromClient(segment(50000, 587, 0x02))
  await vi.waitFor(() => expect(wire.packets).toHaveLength(1), { interval: 1 })
  const busyUntilMs = performance.now() + 100
  while (performance.now() < busyUntilMs);
  await arrived
  expect(wire.lateMs).toBeGreaterThan(30)
})

test('packets come out in the order in which they went in', async () => {
  const { fromClient, server } = await lay(5)
  const ports: number[] = []
  const all = new Promise<void>((resolve) =>
    server.on('message', (packet) => {
      if (ports.push(packet.readUInt16BE(20)) === 20) resolve()
    }),
  )
  for (let port = 1; port <= 20; port++) fromClient(segment(port, 587, 0x10))
  await all
  expect(ports).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

test('the round trip is measured at the server, from its SYN ACK to the ACK for it', async () => {
  const { wire, fromClient, fromServer, atServer, atClient } = await lay(10)
  fromServer(segment(587, 50000, 0x12))
  await atClient()
  expect(wire.serverRoundTripMs).toBeNull()
  fromClient(segment(50000, 587, 0x10))
  await atServer()
  expect(wire.serverRoundTripMs).toBeGreaterThanOrEqual(20)
})

test('a filtered port swallows packets that the tap still sees leave', async () => {
  const { wire, fromClient, server } = await lay(1, [25])
  let came = 0
  server.on('message', () => came++)
  fromClient(segment(50000, 25, 0x02))
  await vi.waitFor(() => expect(wire.packets).toHaveLength(1), 5000)
  await sleep(30)
  expect(came).toBe(0)
})

test('what is no IPv4 packet goes nowhere', async () => {
  const { wire, fromClient } = await lay(1)
  fromClient(Buffer.from([0x60, 0, 0, 0]))
  await sleep(60)
  expect(wire.packets).toEqual([])
})
