/** Makes a capture of a real TLS 1.3 connection that downloads so many bytes, with its secrets beside it. */
import './reflect.ts'
import { X509CertificateGenerator } from '@peculiar/x509'
import { duplexPair } from 'node:stream'
import { connect, createServer } from 'node:tls'

const segmentMax = 1448
const line = 'A line of a message as long as mail has them, and then some more of it.\r\n'

export interface TlsCapture {
  /** A classic pcap file, link type raw IP. */
  readonly file: Uint8Array
  readonly keyLog: string
}

/**
 * @param size of the download, bytes
 * @param write how many bytes the server hands to TLS at once; a record holds at most 16,384 of them
 */
export async function makeTlsCapture(size: number, write: number): Promise<TlsCapture> {
  const { key, cert } = await makeCertificate()
  const frames: Uint8Array[] = []
  const next = { client: 1, server: 1 }
  let packets = 0
  const send = (from: 'client' | 'server', data: Uint8Array, flags = 0x18) => {
    for (let at = 0; at < data.length || (at === 0 && flags !== 0x18); at += segmentMax) {
      const part = data.subarray(at, at + segmentMax)
      frames.push(frame(from, next[from], part, flags, packets++))
      next[from] += part.length
    }
  }
  const nothing = new Uint8Array(0)
  send('client', nothing, 0x02)
  send('server', nothing, 0x12)
  next.client++
  next.server++

  const [near, far] = duplexPair()
  // What one end writes is what the wire sees: note it on its way.
  const tap = (from: 'client' | 'server', side: typeof near) => {
    const write = side._write.bind(side)
    side._write = (chunk: Buffer, encoding, done) => {
      send(from, chunk)
      write(chunk, encoding, done)
    }
  }
  tap('client', near)
  tap('server', far)

  let keyLog = ''
  const server = createServer({ key, cert, minVersion: 'TLSv1.3' }, (socket) => {
    socket.write('* OK ready\r\n')
    socket.once('data', () => {
      const block = Buffer.from(line.repeat(Math.ceil(write / line.length))).subarray(0, write)
      let left = size
      const more = () => {
        while (left > 0) {
          left -= block.length
          if (!socket.write(block)) return void socket.once('drain', more)
        }
        socket.end()
      }
      more()
    })
  })
  await new Promise<void>((resolve, reject) => {
    const client = connect({ socket: near, rejectUnauthorized: false })
    client.on('keylog', (entry: Buffer) => (keyLog += entry.toString('latin1')))
    client.once('data', () => client.write('a1 FETCH 1 BODY[]\r\n'))
    client.on('data', () => undefined)
    client.on('end', resolve)
    client.on('error', reject)
    server.emit('connection', far)
  })
  return { file: Buffer.concat([fileHeader(), ...frames]), keyLog }
}

async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=mail.example.test', keys, signingAlgorithm: algorithm },
    crypto,
  )
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  }
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65535, 16)
  header.writeUInt32LE(101, 20)
  return header
}

/** A packet as it stands in the file: 16 bytes of pcap, 20 of IPv4, 20 of TCP, then the data. */
function frame(from: 'client' | 'server', sequence: number, data: Uint8Array, flags: number, index: number): Buffer {
  const packet = Buffer.alloc(56 + data.length)
  packet.writeUInt32LE(Math.floor(index / 10_000), 0)
  packet.writeUInt32LE((index % 10_000) * 100, 4)
  packet.writeUInt32LE(40 + data.length, 8)
  packet.writeUInt32LE(40 + data.length, 12)
  packet.writeUInt16BE(0x4500, 16)
  packet.writeUInt16BE(40 + data.length, 18)
  packet.writeUInt16BE(0x4006, 24)
  const [source, target] = from === 'client' ? [1, 2] : [2, 1]
  packet.set([192, 0, 2, source, 192, 0, 2, target], 28)
  const [sourcePort, targetPort] = from === 'client' ? [40000, 993] : [993, 40000]
  packet.writeUInt16BE(sourcePort, 36)
  packet.writeUInt16BE(targetPort, 38)
  packet.writeUInt32BE(sequence % 0x1_0000_0000, 40)
  packet.writeUInt16BE(0x5000 | flags, 48)
  packet.writeUInt16BE(65535, 50)
  packet.set(data, 56)
  return packet
}
