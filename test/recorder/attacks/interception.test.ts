import { expect, test } from 'vitest'
import { intercept, type Rewrite } from '../../../src/recorder/attacks/interception.ts'
import type { Direction } from '../../../src/core/parse.ts'
import { parties } from '../../../src/recorder/network.ts'

const octets = (address: string) => address.split('.').map(Number)

/** A whole IPv4 packet as it comes to the attacker: from the client to the attacker's address, or from the server. */
function segment(direction: Direction, sequence: number, acknowledged: number, payload = ''): Buffer {
  const packet = Buffer.alloc(40 + payload.length)
  packet.set([0x45, 0, 0, packet.length, 0, 0, 0, 0, 64, 6])
  const { client, server, attacker } = parties
  packet.set(octets(direction === 'c2s' ? client.address : server.address), 12)
  packet.set(octets(direction === 'c2s' ? server.address : attacker.address), 16)
  packet.writeUInt16BE(direction === 'c2s' ? 40_000 : 587, 20)
  packet.writeUInt16BE(direction === 'c2s' ? 587 : 40_000, 22)
  packet.writeUInt32BE(sequence, 24)
  packet.writeUInt32BE(acknowledged, 28)
  packet.set([0x50, 0x18], 32)
  packet.write(payload, 40, 'latin1')
  return packet
}

/** An attacker that puts some lines in the place of others, and what it makes of each segment. */
function attacker(lines: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const rewrite: Rewrite = (_, payload) => {
    const text = payload.toString('latin1')
    asked.push(text)
    return Buffer.from(lines[text] ?? text, 'latin1')
  }
  const change = intercept(rewrite)
  const pass = (...what: Parameters<typeof segment>) => {
    const [packet, ...more] = change(what[0], segment(...what))
    if (!packet || more.length > 0) throw new Error('not one packet')
    return packet
  }
  const numbers = (...what: Parameters<typeof segment>) => {
    const packet = pass(...what)
    return [packet.readUInt32BE(24), packet.readUInt32BE(28), packet.toString('latin1', 40)]
  }
  return { asked, pass, numbers }
}

test('a segment made longer moves what its sender says next, and what the sender is told has come', () => {
  const { numbers } = attacker({ 'STARTTLS\r\n': 'STARTTLS\r\nNOOP\r\n' })
  expect(numbers('c2s', 90, 300, 'EHLO a.b\r\n')).toEqual([90, 300, 'EHLO a.b\r\n'])
  expect(numbers('c2s', 100, 300, 'STARTTLS\r\n')).toEqual([100, 300, 'STARTTLS\r\nNOOP\r\n'])
  expect(numbers('s2c', 300, 100)).toEqual([300, 100, ''])
  expect(numbers('s2c', 300, 116, '220 go\r\n')).toEqual([300, 110, '220 go\r\n'])
  expect(numbers('c2s', 110, 308, 'hello')).toEqual([116, 308, 'hello'])
  expect(numbers('s2c', 308, 121)).toEqual([308, 115, ''])
})

test('one made shorter, and then another, add up; the other direction keeps its numbers', () => {
  const { numbers } = attacker({ '250-STARTTLS\r\n': '', '250 OK\r\n': '250 X\r\n' })
  expect(numbers('s2c', 500, 10, '250-STARTTLS\r\n')).toEqual([500, 10, ''])
  expect(numbers('s2c', 514, 10, '250 OK\r\n')).toEqual([500, 10, '250 X\r\n'])
  expect(numbers('s2c', 522, 10, 'more')).toEqual([507, 10, 'more'])
  expect(numbers('c2s', 10, 507)).toEqual([10, 522, ''])
})

test('what is sent again is rewritten as it was at first, and counts once', () => {
  const { asked, numbers } = attacker({ a: 'aaa' })
  for (let i = 0; i < 3; i++) expect(numbers('c2s', 1, 1, 'a')).toEqual([1, 1, 'aaa'])
  expect(numbers('c2s', 2, 1, 'b')).toEqual([4, 1, 'b'])
  expect(asked).toEqual(['a', 'b'])
})

test('sequence numbers run over', () => {
  const { numbers } = attacker({ abcd: 'abcdefgh' })
  expect(numbers('c2s', 0xffff_fffc, 7, 'abcd')).toEqual([0xffff_fffc, 7, 'abcdefgh'])
  expect(numbers('c2s', 0, 7, 'x')).toEqual([4, 7, 'x'])
  expect(numbers('s2c', 7, 5)).toEqual([7, 1, ''])
})

/** The ones' complement sum of 16-bit words, folded: 0xffff where a checksum among them is right (RFC 1071 §1). */
function folded(...parts: readonly Uint8Array[]): number {
  let total = 0
  for (const part of parts) for (const [at, byte] of part.entries()) total += at % 2 ? byte : byte << 8
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16)
  return total
}

// RFC 791 §3.1: over the header. RFC 9293 §3.1: over addresses, protocol and length, then header and data.
test('addresses, length and both checksums are right, for data of even and of odd length', () => {
  for (const put of ['', 'odd', 'even', '\xff'.repeat(101)]) {
    for (const direction of ['c2s', 's2c'] as const) {
      const packet = attacker({ line: put }).pass(direction, 1, 2, 'line')
      expect(packet.length).toBe(40 + put.length)
      expect(packet.readUInt16BE(2)).toBe(packet.length)
      expect([...packet.subarray(12, 16)]).toEqual(
        octets((direction === 'c2s' ? parties.attacker : parties.server).address),
      )
      expect([...packet.subarray(16, 20)]).toEqual(
        octets((direction === 'c2s' ? parties.server : parties.client).address),
      )
      expect(folded(packet.subarray(0, 20))).toBe(0xffff)
      const rest = Buffer.from([0, 6, 0, packet.length - 20])
      expect(folded(packet.subarray(12, 20), rest, packet.subarray(20))).toBe(0xffff)
    }
  }
})

test('what is no TCP goes on as it came', () => {
  const packet = segment('c2s', 1, 2, 'ping')
  packet[9] = 1
  expect(intercept(() => Buffer.from('changed'))('c2s', packet)).toEqual([packet])
})
