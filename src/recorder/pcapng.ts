/**
 * Writes pcapng: a section header, one interface of raw IP packets for each
 * tap, the TLS secrets, then the packets.
 *
 * @see draft-ietf-opsawg-pcapng: §4.1 SHB, §4.2 IDB, §4.3 EPB, §4.7 DSB
 */

export interface TapInterface {
  readonly name: string
  readonly description: string
}

export interface TappedPacket {
  /** Index into the interfaces. */
  readonly tap: number
  /** Microseconds since the Unix epoch. */
  readonly timeUs: number
  /** A whole IP packet. */
  readonly bytes: Uint8Array
  readonly comment?: string
}

export interface CaptureFile {
  readonly comment: string
  /** What wrote the file, for the section header. */
  readonly application: string
  readonly interfaces: readonly TapInterface[]
  /** NSS key log lines; empty for none. */
  readonly secrets: string
  readonly packets: readonly TappedPacket[]
}

const linkTypeRaw = 101
const secretsTypeTlsKeyLog = 0x544c534b

/** The whole file. Blocks are little-endian; times have microsecond resolution, the default. */
export function writePcapng(file: CaptureFile): Buffer {
  const blocks = [
    // 1a2b3c4d tells the byte order; the section's length is not said (-1).
    block(0x0a0d0d0a, [
      u32(0x1a2b3c4d),
      u16(1),
      u16(0),
      Buffer.alloc(8, 0xff),
      ...options([
        [1, file.comment],
        [4, file.application],
      ]),
    ]),
    ...file.interfaces.map((tap) =>
      block(1, [
        u16(linkTypeRaw),
        u16(0),
        u32(0),
        ...options([
          [2, tap.name],
          [3, tap.description],
        ]),
      ]),
    ),
  ]
  // Secrets stand before the packets, so that a reader who goes through the file once can decrypt.
  if (file.secrets !== '') {
    const secrets = Buffer.from(file.secrets, 'latin1')
    blocks.push(block(10, [u32(secretsTypeTlsKeyLog), u32(secrets.length), padded(secrets)]))
  }
  for (const packet of file.packets) {
    blocks.push(
      block(6, [
        u32(packet.tap),
        u32(Math.floor(packet.timeUs / 2 ** 32)),
        u32(packet.timeUs % 2 ** 32),
        u32(packet.bytes.length),
        u32(packet.bytes.length),
        padded(packet.bytes),
        ...options(packet.comment === undefined ? [] : [[1, packet.comment]]),
      ]),
    )
  }
  return Buffer.concat(blocks)
}

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = u32(body.length + 12)
  return Buffer.concat([u32(type), length, body, length])
}

/** Options end with code 0; where there are none, not even that is written. */
function options(list: readonly (readonly [code: number, text: string])[]): Uint8Array[] {
  if (list.length === 0) return []
  const written = list.flatMap(([code, text]) => {
    const bytes = Buffer.from(text, 'utf8')
    return [u16(code), u16(bytes.length), padded(bytes)]
  })
  return [...written, u32(0)]
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
