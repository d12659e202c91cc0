/**
 * Capture files in: pcapng and classic pcap, either byte order.
 */
import type { Parsed, Problem, Span } from '../parse.ts'
import { readClassic } from './classic.ts'
import { readPcapng } from './pcapng.ts'

/** One packet as it stands in the capture file. The span covers its bytes as captured, link header first. */
export interface CapturedPacket extends Span {
  /** Microseconds since the Unix epoch, with a fraction where the capture is finer. 0 where the file holds no time. */
  readonly timeUs: number
  /** Which interface of the file saw it, counted from 0 over all sections. */
  readonly interfaceIndex: number
  /** LINKTYPE_ value: 1 Ethernet, 101 raw IP, 113 and 276 Linux cooked ... */
  readonly linkType: number
  /** How long it was on the wire; more than `end - start` where the capture cut it short. */
  readonly wireLength: number
}

export interface Capture {
  /** The whole file. Packets are spans of it. */
  readonly bytes: Uint8Array
  readonly format: 'pcapng' | 'pcap' | 'unknown'
  /** In the order of the file. */
  readonly packets: readonly CapturedPacket[]
  /** TLS key logs embedded in the file (pcapng Decryption Secrets Blocks), as text in the NSS key log format. */
  readonly secrets: readonly string[]
}

/** What the readers of the two formats fill in. */
export interface CaptureParts {
  readonly packets: CapturedPacket[]
  readonly secrets: string[]
  readonly problems: Problem[]
}

/**
 * Reads a capture file. Never throws: a file that is cut short gives the packets before the cut and a problem; a file
 * that is no capture gives no packets, the format `unknown` and one problem.
 *
 * @see draft-ietf-opsawg-pcapng, draft-ietf-opsawg-pcap
 */
export function readCapture(bytes: Uint8Array): Parsed<Capture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: CaptureParts = { packets: [], secrets: [], problems: [] }
  const magic = bytes.length < 4 ? 0 : view.getUint32(0)
  let format: Capture['format'] = 'unknown'
  if (magic === 0x0a0d0d0a) {
    format = 'pcapng'
    readPcapng(view, parts)
  } else if (readClassic(view, magic, parts)) {
    format = 'pcap'
  } else {
    parts.problems.push({ offset: 0, message: 'This is not a capture: it starts neither like pcapng nor like pcap.' })
  }
  return { value: { bytes, format, packets: parts.packets, secrets: parts.secrets }, problems: parts.problems }
}

/** What one interface of a capture saw: the two ends of an attacked path have the same addresses. */
export const onInterface = (capture: Capture, index: number): Capture => ({
  ...capture,
  packets: capture.packets.filter(({ interfaceIndex }) => interfaceIndex === index),
})
