/**
 * pcapng: a chain of blocks, each with its type and its length at either end.
 *
 * @see draft-ietf-opsawg-pcapng
 */
import type { CaptureParts } from './capture.ts'

interface Interface {
  readonly index: number
  readonly linkType: number
  readonly snapLength: number
  readonly ticksPerUs: number
  readonly offsetUs: number
}

const sectionHeader = 0x0a0d0d0a
const tlsKeyLog = 0x544c534b

/** Reads packets and secrets into `parts`. The view starts with a section header. */
export function readPcapng(view: DataView, parts: CaptureParts): void {
  const size = view.byteLength
  let little = true
  let interfaces: Interface[] = []
  let interfaceCount = 0
  let at = 0
  const problem = (message: string) => parts.problems.push({ offset: at, message })

  const addPacket = (
    from: Interface | undefined,
    start: number,
    end: number,
    captured: number,
    wire: number,
    ticks: number,
  ) => {
    if (!from) {
      problem('A packet names an interface that the section does not have.')
      return
    }
    if (captured > end - start) {
      problem('A packet is longer than its block.')
      captured = Math.max(0, end - start)
    }
    parts.packets.push({
      start,
      end: start + captured,
      timeUs: ticks / from.ticksPerUs + from.offsetUs,
      interfaceIndex: from.index,
      linkType: from.linkType,
      wireLength: wire,
    })
  }

  while (at + 12 <= size) {
    let type = view.getUint32(at, little)
    if (type === sectionHeader) {
      little = view.getUint32(at + 8, true) === 0x1a2b3c4d
      if (!little && view.getUint32(at + 8) !== 0x1a2b3c4d) return void problem('A section names no byte order.')
      interfaces = []
    }
    const length = view.getUint32(at + 4, little)
    const padded = (length + 3) & ~3
    if (length < 12 || padded < 0) return void problem(`A block says it is ${length} bytes long.`)
    if (length > size - at) return void problem(`The file ends inside a block of ${length} bytes.`)
    if (view.getUint32(at + length - 4, little) !== length) problem('A block gives two different lengths.')
    const body = at + 8
    const end = at + length - 4
    const room = end - body
    // A packet block: interface and drops share a word, the rest is as in an enhanced packet block.
    if (type === 2 && room >= 20) type = 6
    if (type === 1 && room >= 8) interfaces.push(readInterface(view, body, end, little, interfaceCount++))
    else if (type === 6 && room >= 20) {
      const old = view.getUint32(at, little) === 2
      addPacket(
        interfaces[old ? view.getUint16(body, little) : view.getUint32(body, little)],
        body + 20,
        end,
        view.getUint32(body + 12, little),
        view.getUint32(body + 16, little),
        view.getUint32(body + 4, little) * 0x1_0000_0000 + view.getUint32(body + 8, little),
      )
    } else if (type === 3 && room >= 4) {
      const from = interfaces[0]
      const wire = view.getUint32(body, little)
      addPacket(from, body + 4, end, Math.min(wire, from?.snapLength || wire, room - 4), wire, 0)
    } else if (type === 10 && room >= 8 && view.getUint32(body, little) === tlsKeyLog) {
      let text = ''
      const stop = Math.min(end, body + 8 + view.getUint32(body + 4, little))
      for (let i = body + 8; i < stop; i++) text += String.fromCharCode(view.getUint8(i))
      parts.secrets.push(text)
    } else if (type === 1 || type === 2 || type === 3 || type === 6) problem('A block is too short for its kind.')
    at += padded
  }
  if (at < size) problem('The file ends inside the header of a block.')
}

function readInterface(view: DataView, body: number, end: number, little: boolean, index: number): Interface {
  let ticksPerUs = 1
  let offsetUs = 0
  let at = body + 8
  while (at + 4 <= end) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === 0 || at + 4 + length > end) break
    if (code === 9 && length > 0) {
      const resolution = view.getUint8(at + 4)
      ticksPerUs = (resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution) / 1e6
    } else if (code === 14 && length === 8) {
      offsetUs = Number(view.getBigInt64(at + 4, little)) * 1e6
    }
    at += 4 + ((length + 3) & ~3)
  }
  return {
    index,
    linkType: view.getUint16(body, little),
    snapLength: view.getUint32(body + 4, little),
    ticksPerUs,
    offsetUs,
  }
}
