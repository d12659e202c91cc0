/** Captures of odd shapes and any size, in which work that grows with the square of the size would show. */

type Direction = 'c2s' | 's2c'
type Send = (dir: Direction, data: Uint8Array | string, more?: { skip?: number; at?: number; client?: number }) => void

const bytesOf = (data: Uint8Array | string) => (typeof data === 'string' ? Buffer.from(data, 'latin1') : data)

/** A classic pcap file of raw IP; what `fill` sends goes to port 143. */
function capture(fill: (send: Send) => void, serverPort = 143): Uint8Array {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt32LE(101, 20)
  const parts: Uint8Array[] = [header]
  const next = new Map<string, number>()
  let count = 0
  fill((dir, data, { skip = 0, at, client = 40_000 } = {}) => {
    const body = bytesOf(data)
    const key = `${client} ${dir}`
    const sequence = at ?? (next.get(key) ?? 1) + skip
    if (at === undefined) next.set(key, sequence + body.length)
    const packet = Buffer.alloc(56 + body.length)
    packet.writeUInt32LE(Math.floor(count / 1000), 0)
    packet.writeUInt32LE((count++ % 1000) * 1000, 4)
    packet.writeUInt32LE(40 + body.length, 8)
    packet.writeUInt32LE(40 + body.length, 12)
    packet.writeUInt16BE(0x4500, 16)
    packet.writeUInt16BE(40 + body.length, 18)
    packet.writeUInt16BE(0x4006, 24)
    packet.set(dir === 'c2s' ? [192, 0, 2, 1, 192, 0, 2, 2] : [192, 0, 2, 2, 192, 0, 2, 1], 28)
    // More streams than ports: the client's address tells them apart.
    const address = 28 + (dir === 'c2s' ? 1 : 5)
    packet[address] = Math.floor(client / 0x1_0000)
    packet.writeUInt16BE(dir === 'c2s' ? client % 0x1_0000 : serverPort, 36)
    packet.writeUInt16BE(dir === 'c2s' ? serverPort : client % 0x1_0000, 38)
    packet.writeUInt32BE(sequence >>> 0, 40)
    packet.writeUInt16BE(0x5018, 48)
    packet.set(body, 56)
    parts.push(packet)
  })
  return Buffer.concat(parts)
}

/**
 * Linux cooked packets that are nothing but VLAN tags, in a big-endian file of one repeated word: as the length of a
 * packet it is 33,024 bytes, and so the tags seem to go on through the headers between packets.
 */
function tags(packets: number): Uint8Array {
  const word = [0, 0, 0x81, 0]
  const header = Buffer.alloc(24)
  header.writeUInt32BE(0xa1b2c3d4, 0)
  header.writeUInt32BE(113, 20)
  return Buffer.concat([header, Buffer.alloc(packets * (16 + 0x8100), Buffer.from(word))])
}

const record = (type: number, body: readonly number[]) =>
  Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255, ...body)
const times = (count: number, step: (i: number) => void) => {
  for (let i = 0; i < count; i++) step(i)
}

/** A command whose argument holds ever more blanks, between a greeting and a reply. */
const blanksInCommand = (greeting: string, reply: string, port: number) => (size: number) =>
  capture((send) => {
    send('s2c', `${greeting} ready\r\n`)
    send('c2s', 'NOOP x')
    times(size, () => send('c2s', ' \t'.repeat(20)))
    send('c2s', 'y\r\n')
    send('s2c', `${reply} ok\r\n`)
  }, port)
const clientHello = record(22, [1, 0, 0, 41, 3, 3, ...new Array<number>(32).fill(7), 0, 0, 2, 0x13, 1, 1, 0])
const serverHello = record(22, [2, 0, 0, 38, 3, 3, ...new Array<number>(32).fill(8), 0, 0x00, 0x2f, 0])
const long = 'x'.repeat(1200)

/** Each makes a capture of `size` parts: packets, lines, records. */
export const shapes: Readonly<Record<string, (size: number) => Uint8Array>> = {
  'packets of one byte': (size) =>
    capture((send) => times(size, (i) => send(i % 2 ? 'c2s' : 's2c', i % 40 ? 'x' : '\n'))),
  'packets in reverse': (size) =>
    capture((send) => times(size, (i) => send('s2c', 'line\r\n', { at: 6 * (size - i) }))),
  'every other packet missing': (size) => capture((send) => times(size, () => send('s2c', '* OK\r\n', { skip: 6 }))),
  'each packet over the ones before it': (size) =>
    capture((send) => times(size, (i) => send('s2c', long, { at: 1 + 10 * i }))),
  'one packet again and again': (size) => capture((send) => times(size, () => send('s2c', long, { at: 1 }))),
  'tags that never end': (size) => tags(Math.ceil(size / 25)),
  'a stream for each packet': (size) =>
    capture((send) => times(size, (i) => send('c2s', 'a NOOP\r\n', { client: 1024 + i }))),
  'commands and replies': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n')
      times(size, (i) => {
        send('c2s', `a${i} NOOP\r\n`)
        send('s2c', `* ${i} EXISTS\r\na${i} OK done\r\n`)
      })
    }),
  'commands without replies': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n')
      times(size, (i) => send('c2s', `a${i} NOOP\r\n`))
      times(size, (i) => send('s2c', `a${i} OK done\r\n`))
    }),
  'SMTP commands in one packet': (size) =>
    capture((send) => {
      send('s2c', '220 ready\r\n')
      send('c2s', 'EHLO a\r\n')
      times(Math.ceil(size / 100), () => send('c2s', 'RCPT TO:<a@example.test>\r\n'.repeat(100)))
      times(Math.ceil(size / 100), () => send('s2c', '250 ok\r\n'.repeat(100)))
    }, 25),
  'one long line': (size) => capture((send) => times(size, () => send('s2c', long))),
  'a message': (size) =>
    capture((send) => {
      send('s2c', '220 ready\r\n')
      send('c2s', 'EHLO a\r\nDATA\r\n')
      send('s2c', '250 ok\r\n354 go on\r\n')
      times(size, () => send('c2s', '..a line of a message\r\n'))
      send('c2s', '.\r\n')
      send('s2c', '250 ok\r\n')
    }, 25),
  'blank lines': (size) =>
    capture((send) => {
      send('s2c', '220 ready\r\n')
      send('c2s', 'EHLO a\r\nDATA\r\n')
      send('s2c', '250 ok\r\n354 go on\r\n')
      times(size, () => send('c2s', '\r\n'.repeat(20)))
      send('c2s', 'x\r\n.\r\n')
      send('s2c', '250 ok\r\n')
    }, 25),
  'blanks in a command': blanksInCommand('220', '250', 25),
  'blanks in a command of POP3': blanksInCommand('+OK', '+OK', 110),
  'a greeting of one long word': (size) =>
    capture((send) => {
      send('s2c', '* OK ')
      times(size, () => send('s2c', 'a-'.repeat(20)))
      send('s2c', '\r\n')
    }),
  'a string that nobody closes': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n* LIST "')
      times(size, () => send('s2c', '\\"'.repeat(20)))
      send('s2c', '\r\n')
    }),
  'a message behind a long line': (size) =>
    capture((send) => {
      send('s2c', '220 ready\r\n')
      send('c2s', 'EHLO a\r\nDATA\r\n')
      send('s2c', '250 ok\r\n354 go on\r\n')
      times(size, () => send('c2s', 'x'.repeat(60)))
      send('c2s', '\r\n')
      times(size, () => send('c2s', 'a line of a message\r\n'))
      send('c2s', '.\r\n')
      send('s2c', '250 ok\r\n')
    }, 25),
  'a literal sent, and a long line behind it': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n')
      send('c2s', `a APPEND INBOX {${600 * size}}\r\n`)
      send('s2c', '+ go on\r\n')
      times(size, () => send('c2s', 'x'.repeat(600)))
      times(size, () => send('c2s', 'y'.repeat(60)))
      send('c2s', '\r\n')
    }),
  'a literal fetched, and a long line behind it': (size) =>
    capture((send) => {
      send('s2c', `* OK ready\r\n* 1 FETCH (BODY[] {${600 * size}}\r\n`)
      times(size, () => send('s2c', 'x'.repeat(600)))
      times(size, () => send('s2c', 'y'.repeat(60)))
      send('s2c', ')\r\n')
    }),
  'a LOGIN in many literals': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n')
      send('c2s', 'a LOGIN {3}\r\n')
      times(size, () => {
        send('s2c', '+ go on\r\n')
        send('c2s', 'abc {3}\r\n')
      })
    }),
  'a literal': (size) =>
    capture((send) => {
      send('s2c', `* OK ready\r\n* 1 FETCH (BODY[] {${30 * size}}\r\n`)
      times(size, (i) => send('s2c', `${i}`.padStart(28) + '\r\n'))
      send('s2c', ')\r\n')
    }),
  'many literals': (size) =>
    capture((send) => {
      send('s2c', '* OK ready\r\n')
      times(size, (i) => send('s2c', `${i ? '' : '* 1 FETCH ('}BODY[] {3}\r\nabc `))
      send('s2c', ')\r\n')
    }),
  'brackets without end': (size) => capture((send) => times(size, () => send('s2c', '(((((((((("""""{{{{{'))),
  'records of one byte': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      send('s2c', serverHello)
      times(size, () => send('s2c', record(23, [1])))
    }),
  'empty records in one packet': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      times(Math.ceil(size / 200), () => send('c2s', Buffer.concat(new Array<Uint8Array>(200).fill(record(22, [])))))
    }),
  'a handshake message in pieces of one byte': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      send('s2c', serverHello)
      send('s2c', record(22, [11, (size >> 16) & 255, (size >> 8) & 255, size & 255]))
      times(size, (i) => send('s2c', record(22, [i & 255])))
    }),
  'handshake messages': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      send('s2c', serverHello)
      times(size, () => send('s2c', record(22, [4, 0, 0, 2, 1, 2, 14, 0, 0, 0])))
    }),
  'hellos again and again': (size) =>
    capture((send) =>
      times(size, () => {
        send('c2s', clientHello)
        send('s2c', serverHello)
        send('s2c', record(20, [1]))
        send('c2s', record(20, [1]))
      }),
    ),
  'noise between records': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      send('s2c', serverHello)
      times(size, () => {
        send('s2c', Uint8Array.of(23, 3, 3, 0, 200, 0, 23, 3, 3, 0, 1, 23))
        send('s2c', record(23, [1, 2, 3]))
        send('s2c', record(23, [1, 2, 3]))
      })
    }),
  'holes between records': (size) =>
    capture((send) => {
      send('c2s', clientHello)
      send('s2c', serverHello)
      times(size, () => send('s2c', record(23, [1, 2, 3]), { skip: 40 }))
    }),
  alerts: (size) =>
    capture((send) => {
      send('c2s', clientHello)
      times(size, () => send('s2c', record(21, [1, 0])))
    }),
}
