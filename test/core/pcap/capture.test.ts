import { describe, expect, test } from 'vitest'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { block, bytes, packet, pcap, u16, u32 } from './packets.ts'

const data = packet({ seq: 1, data: 'EHLO\r\n' })

describe('classic pcap', () => {
  for (const little of [true, false]) {
    for (const nanoseconds of [true, false]) {
      test(`${little ? 'little' : 'big'}-endian, ${nanoseconds ? 'nanoseconds' : 'microseconds'}`, () => {
        const { value, problems } = readCapture(pcap([data, data], { little, nanoseconds }))
        expect(problems).toEqual([])
        expect(value.format).toBe('pcap')
        expect(value.packets.map(({ timeUs, linkType }) => ({ timeUs, linkType }))).toEqual([
          { timeUs: 500_000, linkType: 101 },
          { timeUs: 1_500_000, linkType: 101 },
        ])
        expect(value.packets.map(({ start, end }) => value.bytes.slice(start, end))).toEqual([data, data])
      })
    }
  }

  test('a file cut inside a packet gives the packets before it', () => {
    const { value, problems } = readCapture(pcap([data, data]).subarray(0, -1))
    expect(value.packets).toHaveLength(1)
    expect(problems).toEqual([{ offset: 24 + 16 + data.length, message: 'The file ends inside a packet of 46 bytes.' }])
  })

  test('a packet that was snapped knows how long it was', () => {
    const [first] = readCapture(pcap([data], { snap: 40 })).value.packets
    expect(first && first.end - first.start).toBe(40)
    expect(first?.wireLength).toBe(data.length)
  })
})

describe('pcapng', () => {
  const word = (little: boolean) => (value: number) => (little ? u32(value).reverse() : u32(value))
  const half = (little: boolean) => (value: number) => (little ? u16(value).reverse() : u16(value))

  /** A section with one interface of link type 101 whose clock ticks as the options say. */
  const section = (little: boolean, options: Uint8Array = bytes()) => {
    const [w, h] = [word(little), half(little)]
    return bytes(
      block(0x0a0d0d0a, bytes(w(0x1a2b3c4d), h(1), h(0), w(0xffffffff), w(0xffffffff)), little),
      block(1, bytes(h(101), h(0), w(0), options), little),
    )
  }
  const enhanced = (little: boolean, time: number, high = 0) => {
    const w = word(little)
    return block(6, bytes(w(0), w(high), w(time), w(data.length), w(data.length), data), little)
  }

  for (const little of [true, false]) {
    test(`${little ? 'little' : 'big'}-endian, with blocks that are passed over`, () => {
      const odd = block(0x0bad, bytes('what is this'), little)
      const { value, problems } = readCapture(bytes(section(little), odd, enhanced(little, 1_000_000)))
      expect(problems).toEqual([])
      expect(value.packets.map(({ timeUs }) => timeUs)).toEqual([1_000_000])
    })
  }

  test('times in nanoseconds, in powers of two, and with an offset', () => {
    const half = (value: number) => u16(value).reverse()
    const resolution = (value: number) => bytes(half(9), half(1), [value, 0, 0, 0])
    const offset = bytes(half(14), half(8), u32(10).reverse(), u32(0))
    const times = [resolution(9), resolution(0x80 | 10), bytes(resolution(6), offset)].map(
      (options) => readCapture(bytes(section(true, options), enhanced(true, 2048))).value.packets[0]?.timeUs,
    )
    expect(times).toEqual([2.048, 2_000_000, 10_002_048])
  })

  test('times beyond 32 bits', () => {
    const { value } = readCapture(bytes(section(true), enhanced(true, 5, 1)))
    expect(value.packets[0]?.timeUs).toBe(2 ** 32 + 5)
  })

  test('simple and old packet blocks', () => {
    const w = word(true)
    const simple = block(3, bytes(w(data.length), data))
    const old = block(2, bytes([0, 0], [0, 0], w(0), w(7), w(data.length), w(data.length), data))
    const { value, problems } = readCapture(bytes(section(true), simple, old))
    expect(problems).toEqual([])
    expect(value.packets.map(({ start, end }) => value.bytes.slice(start, end))).toEqual([data, data])
  })

  test('several sections in different byte orders, interfaces counted on', () => {
    const { value, problems } = readCapture(bytes(section(true), enhanced(true, 1), section(false), enhanced(false, 2)))
    expect(problems).toEqual([])
    expect(value.packets.map(({ timeUs, interfaceIndex }) => [timeUs, interfaceIndex])).toEqual([
      [1, 0],
      [2, 1],
    ])
  })

  test('key logs that come along', () => {
    const line = 'CLIENT_RANDOM 00 11\n'
    const secrets = block(10, bytes(u32(0x544c534b).reverse(), u32(line.length).reverse(), line))
    expect(readCapture(bytes(section(true), secrets)).value.secrets).toEqual([line])
  })

  test('a packet of an interface that is not there is a problem', () => {
    const stray = block(6, bytes(word(true)(3), word(true)(0), word(true)(0), word(true)(0), word(true)(0)))
    const { value, problems } = readCapture(bytes(section(true), stray, enhanced(true, 1)))
    expect(value.packets).toHaveLength(1)
    expect(problems.map(({ message }) => message)).toEqual([
      'A packet names an interface that the section does not have.',
    ])
  })

  test('a file cut inside a block gives the packets before it', () => {
    const { value, problems } = readCapture(bytes(section(true), enhanced(true, 1), enhanced(true, 2)).subarray(0, -9))
    expect(value.packets).toHaveLength(1)
    expect(problems.map(({ message }) => message)).toEqual(['The file ends inside a block of 80 bytes.'])
  })
})

test('a file of another kind says so', () => {
  const { value, problems } = readCapture(bytes('From: someone'))
  expect(value.format).toBe('unknown')
  expect(problems).toEqual([
    { offset: 0, message: 'This is not a capture: it starts neither like pcapng nor like pcap.' },
  ])
})
