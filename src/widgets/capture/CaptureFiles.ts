/** What a file of the learner's is. Its content tells, not its name: both kinds go by many names, or by none. */
import { readKeyLog } from '../../core/tls/keylog.ts'

/** How much of a file is looked at, bytes. */
const HEAD_BYTES = 65_536

/** How captures start, the first four bytes as a number: pcapng, and pcap in either byte order and unit of time. */
const magics = new Set([0x0a0d0d0a, 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1])

/** Null where it is neither. What is packed with gzip counts as a capture: its reader says to unpack it. */
export async function kindOf(file: Blob): Promise<'capture' | 'keys' | null> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  if (head[0] === 0x1f && head[1] === 0x8b) return 'capture'
  if (head.length >= 4 && magics.has(new DataView(head.buffer).getUint32(0))) return 'capture'
  const text = new TextDecoder().decode(head)
  // A key log may have no keys yet: then it has the line that NSS begins one with.
  return readKeyLog([text]).logged.size > 0 || /^# SSL\/TLS secrets log file/m.test(text) ? 'keys' : null
}
