/**
 * Where TLS starts in each direction of a stream, by its bytes alone: so it is found after any STARTTLS, on any port,
 * and whatever was said in cleartext before.
 */
import type { Direction } from '../core/parse.ts'
import type { TcpHalf, TcpStream } from '../core/pcap/tcp.ts'
import { oldHelloEnd } from '../core/tls/old-hello.ts'
import { isText, isTextByte, resume, startsRecord, startsTls } from '../core/tls/record.ts'

const clientHello = 1

/**
 * The offset of the first TLS byte of each direction; its length where the direction has no TLS. Null where neither
 * direction has any.
 */
export function findTls({ c2s, s2c }: TcpStream): Record<Direction, number> | null {
  const hello = findLine(
    c2s,
    (bytes, at) =>
      oldHelloEnd(bytes, at) > 0 || (startsTls(bytes, at) && bytes[at] === 22 && bytes[at + 5] === clientHello),
  )
  const answer = findLine(s2c, (bytes, at) => startsTls(bytes, at) && bytes[at + 5] !== clientHello)
  if (hello !== null || answer !== null) {
    return { c2s: hello ?? afterDamage(c2s, answer), s2c: answer ?? afterDamage(s2c, hello) }
  }
  // Captured from the middle on: records that follow each other, without the hellos.
  if (isChain(c2s) || isChain(s2c) || joinsChain(c2s) || joinsChain(s2c)) return { c2s: 0, s2c: 0 }
  return null
}

/**
 * Where one side's first message is damaged or missing, its other records still show where TLS begins: right behind the
 * lines that come before them. Where the other side began with TLS, so did this one.
 */
function afterDamage(half: TcpHalf, other: number | null): number {
  const { bytes, gaps } = half
  const record = resume(bytes, 0)
  if (record < 0) return findLine(half, startsRecord) ?? gaps[0]?.start ?? bytes.length
  if (other === 0) return 0
  const gap = gaps[0]?.start ?? bytes.length
  const stop = bytes.subarray(0, Math.min(record, gap)).findIndex((byte) => !isTextByte(byte))
  if (stop < 0) return Math.min(record, gap)
  return bytes.lastIndexOf(10, stop) + 1
}

/** The first offset at the start of a line, or of the stream, that fits. */
function findLine({ bytes }: TcpHalf, fits: (bytes: Uint8Array, at: number) => boolean): number | null {
  if (fits(bytes, 0)) return 0
  for (let at = bytes.indexOf(10) + 1; at > 0; at = bytes.indexOf(10, at) + 1) {
    if (fits(bytes, at)) return at
  }
  return null
}

// More than the longest record, so that one of them ends within.
const within = 0x5000

/** Whether bytes that are no text, the end of a record maybe, lead to records that follow each other. */
function joinsChain({ bytes, gaps }: TcpHalf): boolean {
  const start = gaps[0]?.start === 0 ? gaps[0].end : 0
  if (isText(bytes, start)) return false
  const first = resume(bytes.subarray(0, start + within), start)
  return first >= 0 && isChain({ bytes: bytes.subarray(first), gaps: [] })
}

function isChain({ bytes, gaps }: Pick<TcpHalf, 'bytes' | 'gaps'>): boolean {
  const start = gaps[0]?.start === 0 ? gaps[0].end : 0
  if (!startsRecord(bytes, start) || bytes.length < start + 6) return false
  const next = start + 5 + (((bytes[start + 3] ?? 0) << 8) | (bytes[start + 4] ?? 0))
  return next >= bytes.length || startsRecord(bytes, next)
}
