// cspell:words HDLC ijkl MPLS
import { describe, expect, test } from 'vitest'
import { carriers } from '../../../src/core/conversation/delivery.ts'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { readStreams, type TcpHalf } from '../../../src/core/pcap/tcp.ts'
import { ACK, FIN, RST, SYN, bytes, ipv4, ipv6, packet, pcap, tcp, u16, type Segment } from './packets.ts'

const read = (file: Uint8Array) => readStreams(readCapture(file).value)
const streamsOf = (segments: readonly Segment[]) => read(pcap(segments.map(packet))).value
const text = (half: TcpHalf | undefined) => Buffer.from(half?.bytes ?? []).toString('latin1')

const opening: readonly Segment[] = [
  { seq: 999, flags: SYN },
  { from: 'server', seq: 4999, ack: 1000, flags: SYN | ACK },
  { seq: 1000, ack: 5000 },
]

test('a connection from SYN to FIN', () => {
  const [stream] = streamsOf([
    ...opening,
    { from: 'server', seq: 5000, ack: 1000, data: '220 ready\r\n' },
    { seq: 1000, ack: 5011, data: 'QUIT\r\n' },
    { seq: 1006, ack: 5011, flags: FIN | ACK },
    { from: 'server', seq: 5011, ack: 1007, flags: RST },
  ])
  expect(stream?.client).toEqual({ address: '192.0.2.1', port: 40000 })
  expect(stream?.server).toEqual({ address: '192.0.2.2', port: 587 })
  expect(text(stream?.c2s)).toBe('QUIT\r\n')
  expect(text(stream?.s2c)).toBe('220 ready\r\n')
  expect([stream?.c2s.closed, stream?.s2c.closed]).toEqual(['fin', 'rst'])
  expect(stream?.packets.map(({ dir }) => dir)).toEqual(['c2s', 's2c', 'c2s', 's2c', 'c2s', 'c2s', 's2c'])
  expect(stream?.c2s.segments).toEqual([{ start: 0, end: 6, packet: 4 }])
})

describe('segments out of order', () => {
  test('are sorted, whichever comes first', () => {
    const [stream] = streamsOf([...opening, { seq: 1006, data: 'world' }, { seq: 1000, data: 'hello ' }])
    expect(text(stream?.c2s)).toBe('hello world')
    expect(stream?.c2s.gaps).toEqual([])
  })

  test('that were sent twice count once, and for the packet that came first', () => {
    const [stream] = streamsOf([
      ...opening,
      { seq: 1000, data: 'abc' },
      { seq: 1003, data: 'def' },
      { seq: 1000, data: 'ABCDEFGHI' },
    ])
    expect(text(stream?.c2s)).toBe('abcdefGHI')
    expect(stream?.c2s.segments.map(({ packet }) => packet)).toEqual([3, 4, 5])
  })

  test('that overlap in the middle keep what was captured first', () => {
    const [stream] = streamsOf([...opening, { seq: 1002, data: 'cd' }, { seq: 1000, data: 'ABCDEF' }])
    expect(text(stream?.c2s)).toBe('ABcdEF')
    expect(stream && carriers(stream.c2s, { start: 0, end: 6 })?.all).toEqual([4, 3, 4])
  })

  test('a keep-alive before the next byte adds nothing', () => {
    const [stream] = streamsOf([...opening, { seq: 1000, data: 'abc' }, { seq: 1002, data: '\0' }])
    expect(text(stream?.c2s)).toBe('abc')
  })
})

describe('missing bytes', () => {
  test('in the middle are a gap, and offsets after it stay true', () => {
    const [stream] = streamsOf([...opening, { seq: 1000, data: 'abc' }, { seq: 1008, data: 'xyz' }])
    expect(text(stream?.c2s)).toBe('abc\0\0\0\0\0xyz')
    expect(stream?.c2s.gaps).toEqual([{ start: 3, end: 8 }])
    expect(stream?.problems).toEqual([{ dir: 'c2s', offset: 3, message: '5 bytes are missing.' }])
    expect(stream && carriers(stream.c2s, { start: 3, end: 8 })).toBeNull()
    expect(stream && carriers(stream.c2s, { start: 2, end: 9 })).toEqual({ first: 3, last: 4, all: [3, 4] })
  })

  test('at the beginning: the stream starts with what there is', () => {
    const [stream] = streamsOf([
      { from: 'server', seq: 70, data: '250 ok\r\n' },
      { seq: 900, data: 'NOOP\r\n' },
    ])
    expect(stream?.server.port).toBe(587)
    expect(text(stream?.c2s)).toBe('NOOP\r\n')
    expect(stream?.c2s.gaps).toEqual([])
  })

  test('at the beginning, after a SYN: they are a gap', () => {
    const [stream] = streamsOf([...opening, { from: 'server', seq: 5004, data: 'ready' }])
    expect(stream?.s2c.gaps).toEqual([{ start: 0, end: 4 }])
  })

  test('because the capture snapped its packets', () => {
    const file = pcap([...opening, { seq: 1000, data: 'abcdefgh' }, { seq: 1008, data: 'ijkl' }].map(packet), {
      snap: 43,
    })
    const [stream] = read(file).value
    expect(text(stream?.c2s)).toBe('abc\0\0\0\0\0ijk\0')
    expect(stream?.c2s.gaps).toEqual([
      { start: 3, end: 8 },
      { start: 11, end: 12 },
    ])
  })

  test('more of them than the file could explain end the stream', () => {
    const [stream] = streamsOf([...opening, { seq: 1000, data: 'abc' }, { seq: 1_500_001_000, data: 'x' }])
    expect(text(stream?.c2s)).toBe('abc')
    expect(stream?.problems[0]?.message).toMatch(/are missing, and what follows them is left out/)
  })
})

test('sequence numbers run over', () => {
  const [stream] = streamsOf([
    { seq: 0xffff_fffb, flags: SYN },
    { seq: 0xffff_fffc, data: 'abcdef' },
    { seq: 2, data: 'ghi' },
  ])
  expect(text(stream?.c2s)).toBe('abcdefghi')
})

describe('which connection', () => {
  test('a SYN with another number on the same ports starts a new stream', () => {
    const streams = streamsOf([
      ...opening,
      { seq: 1000, data: 'one' },
      { seq: 77_000, flags: SYN },
      { seq: 77_001, data: 'two' },
    ])
    expect(streams.map(({ c2s }) => text(c2s))).toEqual(['one', 'two'])
  })

  test('a SYN that was sent twice does not', () => {
    expect(streamsOf([{ seq: 999, flags: SYN }, ...opening])).toHaveLength(1)
  })

  test('without a SYN the mail port is the server, whoever speaks first', () => {
    const [stream] = streamsOf([{ from: 'server', seq: 1, data: '* OK', serverPort: 143, clientPort: 80 }])
    expect(stream?.server.port).toBe(143)
  })

  test('a SYN ACK alone tells the client', () => {
    const [stream] = streamsOf([{ from: 'server', seq: 1, flags: SYN | ACK, serverPort: 50000, clientPort: 25 }])
    expect(stream?.server.port).toBe(50000)
  })
})

describe('around the segment', () => {
  const segment = tcp({ seq: 1, data: 'hello' })
  const said = (linkType: number, ...frames: Uint8Array[]) => {
    const { value, problems } = read(pcap(frames, { linkType }))
    return { text: text(value[0]?.c2s), client: value[0]?.client.address, problems }
  }
  const v4 = { text: 'hello', client: '192.0.2.1', problems: [] }
  const v6 = { text: 'hello', client: '2001:db8::1', problems: [] }
  const macs = new Uint8Array(12)

  test('Ethernet, its padding left out', () => {
    expect(said(1, bytes(macs, u16(0x0800), ipv4(segment), new Uint8Array(9)))).toEqual(v4)
  })
  test('Ethernet with one VLAN tag and with two', () => {
    const tagged = bytes(macs, u16(0x8100), u16(5), u16(0x0800), ipv4(segment))
    expect(said(1, tagged)).toEqual(v4)
    expect(said(1, bytes(macs, u16(0x88a8), u16(9), u16(0x8100), u16(5), u16(0x86dd), ipv6(segment)))).toEqual(v6)
  })
  test('Linux cooked, both versions', () => {
    expect(said(113, bytes(new Uint8Array(14), u16(0x0800), ipv4(segment)))).toEqual(v4)
    expect(said(276, bytes(u16(0x86dd), new Uint8Array(18), ipv6(segment)))).toEqual(v6)
  })
  test('raw IP and loopback', () => {
    for (const linkType of [12, 101, 228]) expect(said(linkType, ipv4(segment))).toEqual(v4)
    for (const linkType of [101, 229]) expect(said(linkType, ipv6(segment))).toEqual(v6)
    expect(said(0, bytes([2, 0, 0, 0], ipv4(segment)))).toEqual(v4)
    expect(said(108, bytes([0, 0, 0, 24], ipv6(segment)))).toEqual(v6)
  })
  test('PPP, with and without address, control and the first byte of the protocol', () => {
    expect(said(9, bytes(u16(0xff03), u16(0x0021), ipv4(segment)))).toEqual(v4)
    expect(said(9, bytes([0x21], ipv4(segment)))).toEqual(v4)
    expect(said(50, bytes(u16(0xff03), u16(0x0057), ipv6(segment)))).toEqual(v6)
    expect(said(9, bytes(u16(0xc021), [1, 1, 0, 4]))).toMatchObject({ text: '', problems: [] })
  })
  test('PPP over Ethernet', () => {
    const session = bytes([0x11, 0, 0, 1], u16(60), u16(0x0021))
    expect(said(1, bytes(macs, u16(0x8864), session, ipv4(segment)))).toEqual(v4)
  })
  test('MPLS, one label and two', () => {
    const [label, last] = [
      [0, 1, 0, 64],
      [0, 2, 1, 64],
    ]
    expect(said(1, bytes(macs, u16(0x8847), last, ipv4(segment)))).toEqual(v4)
    expect(said(1, bytes(macs, u16(0x8847), label, last, ipv6(segment)))).toEqual(v6)
  })
  test('IEEE 802.3 with SNAP, and Cisco HDLC', () => {
    const snap = [0xaa, 0xaa, 3, 0, 0, 0]
    expect(said(1, bytes(macs, u16(53), snap, u16(0x0800), ipv4(segment)))).toEqual(v4)
    expect(said(104, bytes([0x0f, 0], u16(0x86dd), ipv6(segment)))).toEqual(v6)
  })
  test('IPv4 options, and the length of zero that segmentation offload leaves', () => {
    expect(said(101, ipv4(segment, { options: 8 }))).toEqual(v4)
    expect(said(101, ipv4(segment, { total: 0 }))).toEqual(v4)
  })
  test('IPv6 extension headers', () => {
    const headers = bytes([60, 0, 0, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0, 0, 0, 0])
    expect(said(101, ipv6(segment, 0, headers))).toEqual(v6)
  })
  test('fragments in any order', () => {
    const [first, second] = [segment.subarray(0, 16), segment.subarray(16)]
    const a = ipv4(first, { id: 9, more: true })
    const b = ipv4(second, { id: 9, at: 16 })
    expect(said(101, a, b)).toEqual(v4)
    expect(said(101, b, a)).toEqual(v4)
    const part = (at: number, more: number) => bytes([6, 0], u16(at | more), [0, 0, 0, 7])
    expect(said(101, ipv6(first, 44, part(0, 1)), ipv6(second, 44, part(16, 0)))).toEqual(v6)
  })
  test('a packet that came in fragments is as long as it was before', () => {
    const [first, second] = [segment.subarray(0, 16), segment.subarray(16)]
    const length = (...frames: Uint8Array[]) => read(pcap(frames)).value[0]?.packets[0]?.length
    const more = { id: 9, options: 8 }
    const v4 = [ipv4(first, { ...more, more: true }), ipv4(second, { ...more, at: 16 })]
    expect(length(...v4)).toBe(length(ipv4(segment, { options: 8 })))
    const part = (at: number, more: number) => bytes([6, 0], u16(at | more), [0, 0, 0, 7])
    const v6 = [ipv6(first, 44, part(0, 1)), ipv6(second, 44, part(16, 0))]
    expect(length(...v6)).toBe(length(ipv6(segment)))
  })
  test('fragments that were captured twice', () => {
    const [first, second] = [segment.subarray(0, 16), segment.subarray(16)]
    const a = ipv4(first, { id: 9, more: true })
    const b = ipv4(second, { id: 9, at: 16 })
    expect(said(101, a, a, b, b)).toEqual(v4)
    expect(said(101, b, b, a, a)).toEqual(v4)
    expect(said(101, a, b, a, b)).toEqual(v4)
  })
  test('fragments of two packets that bear the same identification, one after the other', () => {
    const next = tcp({ seq: 6, data: ' again' })
    const parts = [segment, next].flatMap((whole) => [
      ipv4(whole.subarray(0, 16), { id: 9, more: true }),
      ipv4(whole.subarray(16), { id: 9, at: 16 }),
    ])
    expect(said(101, ...parts)).toEqual({ ...v4, text: 'hello again' })
  })
  test('a fragment beyond the end that the last one gives is left out, and one that reaches over it is cut', () => {
    const [first, second] = [segment.subarray(0, 16), segment.subarray(16)]
    const a = ipv4(first, { id: 9, more: true })
    const b = ipv4(second, { id: 9, at: 16 })
    const far = ipv4(first, { id: 9, at: 800, more: true })
    const over = ipv4(bytes(second, 'and more'), { id: 9, at: 16, more: true })
    expect(said(101, far, a, b)).toEqual(v4)
    expect(said(101, over, a, b)).toEqual(v4)
  })
  test('a fragment without the others is a problem', () => {
    expect(said(101, ipv4(segment.subarray(0, 16), { id: 9, more: true })).problems.map((p) => p.message)).toEqual([
      '1 fragmented IP packet is incomplete.',
    ])
  })
  test('a link type that is not read is a problem, said once', () => {
    expect(said(105, segment, segment).problems.map((problem) => problem.message)).toEqual([
      'Link type 105 is not read here.',
    ])
  })
})
