/** As much of an IPv4 packet as the wire has to look at. */
export interface Ipv4Packet {
  readonly tcp: {
    readonly sourcePort: number
    readonly destinationPort: number
    /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
    readonly flags: number
    /** Where the payload starts in the packet. */
    readonly payloadAt: number
  } | null
}

/** Reads the headers; null for what is not a whole IPv4 packet. @see RFC 791 §3.1, RFC 9293 §3.1 */
export function readIpv4(packet: Buffer): Ipv4Packet | null {
  const first = packet[0]
  if (first === undefined || first >> 4 !== 4) return null
  const headerLength = (first & 15) * 4
  if (packet.length < headerLength || headerLength < 20) return null
  if (packet[9] !== 6 || packet.length < headerLength + 20) return { tcp: null }
  const at = headerLength
  return {
    tcp: {
      sourcePort: packet.readUInt16BE(at),
      destinationPort: packet.readUInt16BE(at + 2),
      flags: packet.readUInt8(at + 13) & 0x3f,
      payloadAt: at + (packet.readUInt8(at + 12) >> 4) * 4,
    },
  }
}
