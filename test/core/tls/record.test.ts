import { describe, expect, test } from 'vitest'
import { readRecords, startsTls } from '../../../src/core/tls/record.ts'
import { bytes } from '../pcap/packets.ts'

/** A record of type 23 with so many bytes of payload. */
const record = (length: number) => bytes([23, 3, 3, length >> 8, length & 255], new Uint8Array(length).fill(0xee))
const spans = (framing: ReturnType<typeof readRecords>) => framing.frames.map(({ start, end }) => [start, end])

test('records follow one another to the end', () => {
  const framing = readRecords({ bytes: bytes(record(10), record(0), record(3)) })
  expect(spans(framing)).toEqual([
    [0, 15],
    [15, 20],
    [20, 28],
  ])
  expect(framing).toMatchObject({ end: 28, unparsed: [], problems: [] })
})

test('TLS may start after cleartext and end before it', () => {
  const framing = readRecords({ bytes: bytes('STARTTLS\r\n', record(10), '421 bye\r\n'), start: 10 })
  expect(spans(framing)).toEqual([[10, 25]])
  expect(framing.end).toBe(25)
})

test('a record that the stream cuts short says so', () => {
  const framing = readRecords({ bytes: record(10).subarray(0, 12) })
  expect(framing.frames[0]).toMatchObject({ start: 0, end: 12, length: 10, damaged: true })
  expect(framing.problems).toEqual([{ offset: 0, message: 'The stream ends inside a TLS record.' }])
})

describe('after damage', () => {
  test('reading goes on with the next record that another one follows', () => {
    const broken = record(10)
    broken[0] = 99
    const framing = readRecords({ bytes: bytes(broken, record(4), record(5)) })
    expect(framing.unparsed).toEqual([{ start: 0, end: 15 }])
    expect(spans(framing)).toEqual([
      [15, 24],
      [24, 34],
    ])
  })

  test('a gap inside a record leaves the records after it where they are', () => {
    const framing = readRecords({ bytes: bytes(record(20), record(4)), gaps: [{ start: 8, end: 12 }] })
    expect(framing.frames.map(({ damaged }) => damaged)).toEqual([true, false])
  })

  test('a gap over a header is not read as one', () => {
    const whole = bytes(record(20), record(4), record(6))
    whole.fill(0, 20, 28)
    const framing = readRecords({ bytes: whole, gaps: [{ start: 20, end: 28 }] })
    expect(spans(framing)).toEqual([
      [0, 25],
      [34, 45],
    ])
    expect(framing.unparsed).toEqual([{ start: 25, end: 34 }])
  })
})

test('a length beyond what TLS allows is no record', () => {
  expect(readRecords({ bytes: bytes([23, 3, 3, 0x48, 0x01], new Uint8Array(0x4801)) }).frames).toEqual([])
})

test('TLS starts with a hello or an alert, and text does not', () => {
  expect(startsTls(bytes([22, 3, 1, 2, 0, 1]), 0)).toBe(true)
  expect(startsTls(bytes([21, 3, 3, 0, 2, 2, 70]), 0)).toBe(true)
  expect(startsTls(bytes('EHLO client\r\n'), 0)).toBe(false)
  expect(startsTls(bytes([23, 3, 3, 0, 9, 1]), 0)).toBe(false)
})
