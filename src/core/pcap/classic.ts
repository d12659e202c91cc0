/**
 * Classic pcap: a 24-byte header, then packets, each after a 16-byte header.
 *
 * @see draft-ietf-opsawg-pcap
 */
import type { CaptureParts } from './capture.ts'

// The magic read as big-endian tells the byte order and the unit of the second half of each time.
const ticksPerUs: Record<number, number> = { 0xa1b2c3d4: 1, 0xd4c3b2a1: 1, 0xa1b23c4d: 1000, 0x4d3cb2a1: 1000 }

/** Reads the packets into `parts`. False, and nothing read, where the file is no classic pcap. */
export function readClassic(view: DataView, magic: number, parts: CaptureParts): boolean {
  const ticks = ticksPerUs[magic]
  if (!ticks) return false
  const little = magic >>> 24 !== 0xa1
  const size = view.byteLength
  if (size < 24) {
    parts.problems.push({ offset: size, message: 'The file ends inside the pcap header.' })
    return true
  }
  // The top bits of the link type field hold the length of a frame check sequence.
  const linkType = view.getUint32(20, little) & 0xffff
  let at = 24
  while (at < size) {
    if (at + 16 > size) {
      parts.problems.push({ offset: at, message: 'The file ends inside a packet header.' })
      break
    }
    const captured = view.getUint32(at + 8, little)
    const start = at + 16
    if (captured > size - start) {
      parts.problems.push({ offset: at, message: `The file ends inside a packet of ${captured} bytes.` })
      break
    }
    parts.packets.push({
      start,
      end: start + captured,
      timeUs: view.getUint32(at, little) * 1e6 + view.getUint32(at + 4, little) / ticks,
      interfaceIndex: 0,
      linkType,
      wireLength: view.getUint32(at + 12, little),
    })
    at = start + captured
  }
  return true
}
