import { expect, test } from 'vitest'
import { readCapture } from '../../src/core/pcap/capture.ts'
import { writePcapng, type CaptureFile } from '../../src/recorder/pcapng.ts'

const file: CaptureFile = {
  comment: 'a test',
  application: 'Mailwire recorder',
  interfaces: [
    { name: 'client', description: 'near' },
    { name: 'server', description: 'far' },
  ],
  secrets: 'CLIENT_RANDOM aa bb\n',
  packets: [
    { tap: 0, timeUs: 1_795_478_794_240_775, bytes: Uint8Array.of(0x45, 1, 2) },
    { tap: 1, timeUs: 1_795_478_794_260_776, bytes: Uint8Array.of(0x45, 1, 2, 3), comment: 'changed' },
  ],
}

test('what is written reads back: packets, taps, times to the microsecond, secrets', () => {
  const { value, problems } = readCapture(writePcapng(file))
  expect(problems).toEqual([])
  expect(value.secrets).toEqual([file.secrets])
  expect(value.packets.map(({ timeUs, interfaceIndex, start, end }) => [timeUs, interfaceIndex, end - start])).toEqual([
    [1_795_478_794_240_775, 0, 3],
    [1_795_478_794_260_776, 1, 4],
  ])
})

// draft-ietf-opsawg-pcapng §4.1 to §4.3, written out by hand.
test('the smallest file, byte for byte', () => {
  const bytes = writePcapng({
    comment: 'c',
    application: 'a',
    interfaces: [{ name: 'n', description: 'd' }],
    secrets: '',
    packets: [{ tap: 0, timeUs: 2 ** 32 + 5, bytes: Uint8Array.of(0x45) }],
  })
  const section =
    '0a0d0d0a 30000000 4d3c2b1a 0100 0000 ffffffffffffffff 0100 0100 63000000 0400 0100 61000000 00000000 30000000'
  const tap = '01000000 28000000 6500 0000 00000000 0200 0100 6e000000 0300 0100 64000000 00000000 28000000'
  const packet = '06000000 24000000 00000000 01000000 05000000 01000000 01000000 45000000 24000000'
  expect(bytes.toString('hex')).toBe([section, tap, packet].join('').replaceAll(' ', ''))
})

test('secrets stand before the packets, so that one pass decrypts', () => {
  const bytes = writePcapng(file)
  const secretsAt = bytes.indexOf(Buffer.from('0a000000', 'hex'), 64)
  const packetAt = bytes.indexOf(Buffer.from('06000000', 'hex'), 64)
  expect(secretsAt).toBeGreaterThan(0)
  expect(secretsAt).toBeLessThan(packetAt)
})
