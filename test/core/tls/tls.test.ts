// cspell:words ffdhe mlkem secp
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Field } from '../../../src/core/parse.ts'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { readStreams } from '../../../src/core/pcap/tcp.ts'
import { readHello, serverName } from '../../../src/core/tls/hello.ts'
import { readKeyLog } from '../../../src/core/tls/keylog.ts'
import { messageFields } from '../../../src/core/tls/messages.ts'
import { alertName, contentTypeName, groupName, handshakeTypeName, versionName } from '../../../src/core/tls/names.ts'
import { protection, suiteName } from '../../../src/core/tls/suites.ts'
import { readTls } from '../../../src/core/tls/tls.ts'
import { nodeCiphers } from '../../../src/dissect/node-ciphers.ts'
import { checkTls } from '../../fuzz/whole.ts'

function load(name: string) {
  const file = readFileSync(new URL(`../../fixtures/captures/${name}.pcapng`, import.meta.url))
  const capture = readCapture(file).value
  const [stream] = readStreams(capture).value
  if (!stream) throw new Error(`${name} has no stream`)
  return { stream, options: { secrets: readKeyLog(capture.secrets), ciphers: nodeCiphers } }
}

test('names are those of the RFCs and of IANA', () => {
  expect([20, 23, 99].map(contentTypeName)).toEqual(['change_cipher_spec', 'application_data', '99'])
  expect([0, 1, 8, 14, 24].map(handshakeTypeName)).toEqual([
    'hello_request',
    'client_hello',
    'encrypted_extensions',
    'server_hello_done',
    'key_update',
  ])
  expect([0, 40, 70, 109, 112, 120].map(alertName)).toEqual([
    'close_notify',
    'handshake_failure',
    'protocol_version',
    'missing_extension',
    'unrecognized_name',
    'no_application_protocol',
  ])
  expect([0x0017, 0x001d, 0x0100, 0x11ec, 0x6399, 0x2a2a].map(groupName)).toEqual([
    'secp256r1',
    'x25519',
    'ffdhe2048',
    'X25519MLKEM768',
    'X25519Kyber768Draft00',
    'GREASE',
  ])
  expect([0x0301, 0x0304].map(versionName)).toEqual(['TLS 1.0', 'TLS 1.3'])
  expect([0x0005, 0x1301, 0xc02f, 0xcca8, 0xc0ac, 0xfefe].map(suiteName)).toEqual([
    'TLS_RSA_WITH_RC4_128_SHA',
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
    '0xfefe',
  ])
})

test('the name of a suite tells how it protects', () => {
  expect(protection(0x1302)).toMatchObject({ cipher: 'aes-256-gcm', mode: 'aead', keyLength: 32, prf: 'sha384' })
  expect(protection(0x1305)).toMatchObject({ cipher: 'aes-128-ccm', tagLength: 8 })
  expect(protection(0xc027)).toMatchObject({ cipher: 'aes-128-cbc', mode: 'cbc', mac: 'sha256', prf: 'sha256' })
  expect(protection(0x002f)).toMatchObject({ cipher: 'aes-128-cbc', mac: 'sha1', prf: 'sha256' })
  expect(protection(0x0000)).toBeNull()
})

test('a key log is read line by line, and what is no line of one is passed over', () => {
  const random = 'ab'.repeat(32)
  const { logged } = readKeyLog([`# comment\r\nCLIENT_RANDOM ${random.toUpperCase()} 0102\r\nnonsense\n`, ''])
  expect(logged.get(random)?.get('CLIENT_RANDOM')).toEqual(Uint8Array.of(1, 2))
  expect(logged.size).toBe(1)
})

test('the ClientHello names the server', async () => {
  const { stream, options } = load('tls13-aes-128-gcm')
  const tls = await readTls(stream.c2s, stream.s2c, options)
  const message = tls.c2s.records[0]?.handshake[0]
  const hello = message && readHello(message.bytes)
  expect(hello && serverName(hello)).toBe('mail.example.test')
})

test('the bytes that we name a certificate are one to OpenSSL too', async () => {
  for (const name of ['tls13-aes-128-gcm', 'tls12-aes-256-gcm']) {
    const { stream, options } = load(name)
    const tls = await readTls(stream.c2s, stream.s2c, options)
    const message = tls.s2c.records.flatMap(({ handshake }) => handshake).find(({ type }) => type === 11)
    if (!message) throw new Error(`${name} has no certificate`)
    const ders = certificates(messageFields(message.bytes, false, { version: tls.version, suite: '' }))
    const read = ders.map(({ start, end }) => ({
      size: end - start,
      x509: new X509Certificate(message.bytes.slice(start, end)),
    }))
    expect(read.map(({ x509 }) => [x509.subject, x509.subjectAltName, x509.publicKey.asymmetricKeyType])).toEqual([
      ['CN=mail.example.test', 'DNS:mail.example.test', 'rsa'],
    ])
    expect(read.map(({ x509 }) => x509.raw.length)).toEqual(read.map(({ size }) => size))
  }
})

/** What follows the length in the field of each certificate. */
function certificates(field: Field): Field[] {
  const children = field.children ?? []
  return field.key === 'tls.certificate.der'
    ? children.filter(({ key }) => key === 'tls.data')
    : children.flatMap(certificates)
}

test('one record changed on the way stays shut, and those after it open', async () => {
  for (const name of [
    'tls13-aes-128-gcm',
    'tls12-aes-256-gcm',
    'tls12-cbc-mac-then-encrypt',
    'tls10-cbc',
    'tls12-rc4',
  ]) {
    const { stream, options } = load(name)
    const whole = await readTls(stream.c2s, stream.s2c, options)
    const data = whole.c2s.records.filter(({ contentType, content }) => contentType === 23 && content?.length)
    const victim = data[0]
    if (!victim || data.length < 2) throw new Error(`${name} says too little`)
    const changed = stream.c2s.bytes.slice()
    changed[victim.end - 1] = (changed[victim.end - 1] ?? 0) ^ 1
    const tls = await readTls({ bytes: changed }, stream.s2c, options)
    const opened = tls.c2s.records.filter(({ decrypted }) => decrypted).length
    const before = whole.c2s.records.filter(({ decrypted }) => decrypted).length
    // TLS 1.0 takes the vector of a record from the end of the one before, so the next one suffers too.
    expect(before - opened, name).toBeLessThanOrEqual(name === 'tls10-cbc' ? 2 : 1)
    expect(tls.c2s.records.find(({ start }) => start === victim.start)?.content, name).toBeNull()
  }
})

test('the capture of one direction alone reads as far as it can', async () => {
  const { stream, options } = load('tls13-aes-128-gcm')
  const client = await readTls(stream.c2s, { bytes: new Uint8Array(0) }, options)
  expect(client.c2s.records.map(({ handshake }) => handshake[0]?.type)[0]).toBe(1)
  expect(client.version).toBeNull()
  const server = await readTls({ bytes: new Uint8Array(0) }, stream.s2c, options)
  expect(versionName(server.version ?? 0)).toBe('TLS 1.3')
  expect(server.s2c.records.every(({ decrypted }) => !decrypted)).toBe(true)
})

test('a handshake message with another record between its parts still has each byte in one field', async () => {
  const record = (type: number, ...body: number[]) => [type, 3, 3, 0, body.length, ...body]
  // A ClientHello of 48 bytes, 10 of them in its first record; what is left of the last record is another message.
  const c2s = Uint8Array.from([
    ...record(22, 1, 0, 0, 44, 3, 3, 7, 7, 7, 7),
    ...record(21, 1, 0),
    ...record(22, ...new Array<number>(38).fill(7), 14, 0, 0, 0),
  ])
  const nothing = new Uint8Array(0)
  const tls = await readTls({ bytes: c2s }, { bytes: nothing })
  checkTls({ c2s: { bytes: c2s }, s2c: { bytes: nothing } }, tls)
  expect(tls.c2s.records.map(({ handshake }) => handshake.map(({ length }) => length))).toEqual([[], [], [44, 0]])
})
