// cspell:words botan jsse mbed mlkem secp
/**
 * What `dissect --json` says of captures of real servers and clients (OpenSSL, GnuTLS, NSS, Botan, Go, JSSE, wolfSSL, Mbed TLS, Node, Python) is what tshark says
 * of them. Its account stands beside each capture; refresh-tshark.ts writes it anew.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCapture } from '../../src/core/pcap/capture.ts'
import { readStreams } from '../../src/core/pcap/tcp.ts'
import { webCiphers } from '../../src/core/tls/webcrypto.ts'
import { account, type StreamAccount } from '../../src/dissect/account.ts'
import { nodeCiphers } from '../../src/dissect/node-ciphers.ts'
import { makeTlsCapture } from '../../src/bench/tls-capture.ts'
import { pcap } from '../core/pcap/packets.ts'
import { differences } from './compare.ts'
import type { TsharkStream } from './tshark.ts'

const folder = new URL('../fixtures/captures/', import.meta.url)
const captures = readdirSync(folder).filter((name) => name.endsWith('.pcapng'))
const bytesOf = (name: string) => readFileSync(new URL(name, folder))

async function streamsOf(name: string, ciphers = nodeCiphers): Promise<readonly StreamAccount[]> {
  return (await account(bytesOf(`${name}.pcapng`), '', ciphers)).value.streams
}

test('there are captures to try', () => {
  expect(captures.length).toBeGreaterThan(30)
})

// On a port where it waits for SMTP tshark takes a ClientHello for a command. It is TLS all the same.
const expectedDifferences: Record<string, string[]> = {
  'tls-to-cleartext-port': ['stream 0 c2s number of records: ours 1, tshark 0'],
  // A Finished after the handshake does not change keys (RFC 8446 §4.4.4); tshark loses count, and the last record.
  'tls13-post-handshake-authentication': [
    'stream 0 c2s record 8: ours {"type":"application_data","length":19,"handshake":[],"alert":{"level":"warning","description":"close_notify"},"innerType":"alert"}, tshark {"type":"application_data","length":19,"handshake":[],"alert":null,"innerType":null}',
  ],
}

for (const capture of captures) {
  const name = capture.replace('.pcapng', '')

  test(`${name} reads as tshark reads it`, async () => {
    const tshark = JSON.parse(bytesOf(`${name}.tshark.json`).toString()) as TsharkStream[]
    expect(differences(await streamsOf(name), tshark)).toEqual(expectedDifferences[name] ?? [])
  })
}

// Triple DES and Camellia are in OpenSSL alone.
const opensslAlone = ['tls12-3des', 'tls12-camellia-256-gcm']
for (const name of captures.map((file) => file.replace('.pcapng', '')).filter((file) => !opensslAlone.includes(file))) {
  test(`${name} reads the same with WebCrypto, and without it`, async () => {
    const expected = await streamsOf(name)
    expect(await streamsOf(name, webCiphers(crypto.subtle))).toEqual(expected)
    expect(await streamsOf(name, webCiphers(undefined))).toEqual(expected)
  })
}

const agreed = async (name: string) => (await streamsOf(name)).map(({ tls, protocol }) => ({ ...tls, protocol }))
const said = async (name: string, dir: 'c2s' | 's2c') =>
  (await streamsOf(name)).map(({ plaintext }) => Buffer.from(plaintext[dir], 'base64').toString('latin1'))

test('a HelloRetryRequest leads to the group that the server wants', async () => {
  const [stream] = await streamsOf('tls13-hello-retry')
  expect(stream?.tls).toEqual({
    version: 'TLS 1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    group: 'secp384r1',
    resumed: false,
  })
  expect(stream?.records.slice(0, 5).flatMap((record) => record.handshake.map(({ type }) => type))).toEqual([
    'client_hello',
    'server_hello',
    'client_hello',
  ])
})

test('a post-quantum group has its name', async () => {
  expect((await agreed('tls13-post-quantum'))[0]?.group).toBe('X25519MLKEM768')
})

test('resumption shows in TLS 1.3 and in TLS 1.2', async () => {
  expect((await agreed('tls13-resumption-early-data')).map(({ resumed }) => resumed)).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect((await agreed('tls12-ticket')).map(({ resumed, group }) => ({ resumed, group }))).toEqual([
    { resumed: false, group: 'x25519' },
    { resumed: true, group: null },
  ])
})

test('a resumed connection that the log lacks opens with the session before it', async () => {
  const [, resumed] = await streamsOf('tls12-gnutls-resumption')
  expect(resumed?.tls?.resumed).toBe(true)
  expect(resumed?.records.filter(({ type, decrypted }) => type === 'application_data' && decrypted)).toHaveLength(4)
})

test('early data that the server refused still opens', async () => {
  expect((await said('tls13-resumption-early-data', 'c2s'))[2]).toMatch(/^EHLO early\.example\.test/)
})

test('what follows a KeyUpdate opens', async () => {
  expect(await said('tls13-key-update', 'c2s')).toEqual(['hello\nafter one\nafter two\nmore\n'])
})

test('cleartext before and after TLS is part of what was said', async () => {
  const [server] = await said('starttls-submission-cleartext-after', 's2c')
  expect(server).toMatch(/^220 m ESMTP\r\n.*Ready\r\n.*221 bye\r\n421 cleartext after tls\r\n$/s)
})

test('a pre-shared key without a key exchange has no group, and with one a master secret', async () => {
  expect((await agreed('tls13-psk-alone'))[0]).toMatchObject({ version: 'TLS 1.3', group: null, resumed: true })
  const [stream] = await streamsOf('tls12-dhe-psk')
  expect(stream?.tls?.cipher).toMatch(/^TLS_DHE_PSK_WITH_/)
  expect(stream?.records.filter(({ decrypted }) => decrypted).flatMap(({ handshake }) => handshake)).toEqual([
    { type: 'finished', length: 12 },
    { type: 'finished', length: 12 },
  ])
})

test('Camellia in Galois/Counter Mode opens, and a changed byte does not', async () => {
  expect((await said('tls12-camellia-256-gcm', 's2c'))[0]).toMatch(/^EHLO c\.example\.test/)
  const bytes = bytesOf('tls12-camellia-256-gcm.pcapng')
  const whole = (await account(bytes, '', nodeCiphers)).value.streams[0]
  const record = whole?.records.findLast(({ type }) => type === 'application_data')
  const at = bytes.lastIndexOf(Buffer.from([23, 3, 3, (record?.length ?? 0) >> 8, (record?.length ?? 0) & 255]))
  bytes[at + 15] = 255 - (bytes[at + 15] ?? 0)
  const [changed] = (await account(bytes, '', nodeCiphers)).value.streams
  expect(changed?.records.filter(({ decrypted }) => decrypted)).toHaveLength(
    (whole?.records.filter(({ decrypted }) => decrypted).length ?? 0) - 1,
  )
})

test('segments out of order, and sent again with other bytes, give what was sent first', async () => {
  expect(await said('tls12-out-of-order', 'c2s')).toEqual(await said('tls12-heartbeat', 'c2s'))
  expect(await said('tls13-sent-again-otherwise', 'c2s')).toEqual(await said('tls13-psk', 'c2s'))
})

test('each protocol is known by what is said, and IPv6 addresses stand in brackets', async () => {
  expect((await agreed('starttls-imap'))[0]?.protocol).toBe('imap')
  expect((await agreed('starttls-sieve'))[0]?.protocol).toBe('sieve')
  const [pop3] = await streamsOf('stls-pop3-ipv6')
  expect(pop3?.protocol).toBe('pop3')
  expect(pop3?.server).toBe('[::1]:110')
})

test('a ClientHello to a cleartext port is TLS that comes to nothing', async () => {
  const [stream] = await streamsOf('tls-to-cleartext-port')
  expect(stream?.tls).toEqual({ version: null, cipher: null, group: null, resumed: false })
  expect((await said('tls-to-cleartext-port', 's2c'))[0]).toBe('220 m\r\n500 5.5.2 Error: bad UTF-8 syntax\r\n')
})

test('without secrets everything encrypted stays shut, and tells only its size', async () => {
  const { value } = await account(stripSecrets(bytesOf('tls13-aes-128-gcm.pcapng')), '', nodeCiphers)
  const [stream] = value.streams
  const shut = stream?.records.filter(({ type }) => type === 'application_data') ?? []
  expect(shut.length).toBeGreaterThan(5)
  for (const record of shut) expect(record).toMatchObject({ innerType: null, handshake: [], decrypted: false })
  expect(stream?.plaintext).toEqual({ c2s: '', s2c: '' })
  expect(stream?.tls?.cipher).toBe('TLS_AES_128_GCM_SHA256')
})

/** Makes the Decryption Secrets Block one of a kind that nobody knows. */
function stripSecrets(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(Buffer.from([0x0a, 0, 0, 0]))
  copy.writeUInt32LE(0x0bad, at)
  return copy
}

describe('a packet that was not captured', () => {
  /** A capture with one stream, without the packets of one direction that the numbers name, counted from 0 among those that carry data. */
  async function without(name: string, dir: 'c2s' | 's2c', ...lost: number[]) {
    const capture = readCapture(bytesOf(`${name}.pcapng`)).value
    const packets = readStreams(capture).value[0]?.packets ?? []
    const carriers = packets.filter((packet) => packet.dir === dir && packet.payload > 0)
    const gone = new Set(lost.map((n) => carriers[n]?.packet))
    const kept = capture.packets.filter((_, i) => !gone.has(i))
    const file = pcap(
      kept.map(({ start, end }) => capture.bytes.subarray(start, end)),
      { linkType: kept[0]?.linkType ?? 1 },
    )
    const [stream] = (await account(file, capture.secrets.join('\n'), nodeCiphers)).value.streams
    if (!stream) throw new Error('no stream')
    return stream
  }
  const types = (stream: StreamAccount, dir: 'c2s' | 's2c') =>
    stream.records.filter((record) => record.dir === dir).map(({ type }) => type)

  test('with the ClientHello: the records after it are there all the same', async () => {
    const whole = (await streamsOf('tls12-aes-256-gcm'))[0]
    const stream = await without('tls12-aes-256-gcm', 'c2s', 0)
    expect(types(stream, 'c2s')).toEqual(whole && types(whole, 'c2s').slice(1))
    expect(stream.plaintext.c2s).toBe('')
  })

  test('with the ServerHello: what is left of the first flight is no cleartext', async () => {
    const stream = await without('tls13-aes-128-gcm', 's2c', 0)
    expect(stream.plaintext.s2c).toBe('')
    expect(stream.tls?.version).toBeNull()
  })

  test('in the middle: the record with the hole is left out and named, and those after it open', async () => {
    const whole = (await streamsOf('tls13-aes-128-gcm'))[0]
    const stream = await without('tls13-aes-128-gcm', 's2c', 3)
    const opened = (account: StreamAccount | undefined) =>
      account?.records.filter(({ dir, type, decrypted }) => dir === 's2c' && type === 'application_data' && decrypted)
    expect(opened(stream)?.length).toBeGreaterThan(2)
    expect(opened(whole)).toEqual(expect.arrayContaining(opened(stream) ?? []))
    expect(stream.problems.map(({ message }) => message).join()).toMatch(/missing|not a TLS record/)
    expect(stream.problems.map(({ dir }) => dir)).toEqual(stream.problems.map(() => 's2c'))
  })

  test('before the change of keys: the connection does not look like a resumed one', async () => {
    for (const n of [0, 1, 2]) expect((await without('tls12-aes-256-gcm', 's2c', n)).tls?.resumed).toBe(false)
  })
})

test('the benchmark measures captures that open', async () => {
  const { file, keyLog } = await makeTlsCapture(200_000, 1024)
  const [stream] = (await account(file, keyLog, nodeCiphers)).value.streams
  expect(stream?.problems).toEqual([])
  expect(Buffer.from(stream?.plaintext.s2c ?? '', 'base64').length).toBeGreaterThan(200_000)
})

test('a ClientHello in the format of SSL 2.0 is known as one, and what follows it is opened', async () => {
  const [stream] = await streamsOf('tls12-jsse-ssl2-hello')
  expect(stream?.tls).toMatchObject({ version: 'TLS 1.2', resumed: false })
  expect(stream?.problems).toEqual([{ dir: 'c2s', offset: 0, message: expect.stringContaining('format of SSL 2.0') }])
  expect(await said('tls12-jsse-ssl2-hello', 'c2s')).toEqual([expect.stringMatching(/^EHLO laptop/)])
})
