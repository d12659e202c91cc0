/** Whatever the reader of TLS calls a byte, the course explains: in a sentence, with its source. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Field } from '../../../src/core/parse.ts'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { readStreams } from '../../../src/core/pcap/tcp.ts'
import { openedFields, recordFields } from '../../../src/core/tls/fields.ts'
import { readKeyLog } from '../../../src/core/tls/keylog.ts'
import { messageFields, messageName } from '../../../src/core/tls/messages.ts'
import { alertName, extensionName, handshakeTypeName } from '../../../src/core/tls/names.ts'
import { readTls } from '../../../src/core/tls/tls.ts'
import { findTls } from '../../../src/dissect/find-tls.ts'
import { nodeCiphers } from '../../../src/dissect/node-ciphers.ts'
import { tiles } from '../../fuzz/whole.ts'

const folder = new URL('../../../content/explanations/', import.meta.url)
const explained = new Set(
  readdirSync(folder).flatMap((name) =>
    Object.keys((parse(readFileSync(new URL(name, folder), 'utf8')) ?? {}) as Record<string, unknown>),
  ),
)
const unexplained = (keys: Iterable<string>) => [...new Set(keys)].filter((key) => !explained.has(key))

const keysOf = (field: Field): string[] => [field.key, ...(field.children ?? []).flatMap(keysOf)]

test('every field of the captures', async () => {
  const captures = new URL('../../fixtures/captures/', import.meta.url)
  const keys = new Set<string>()
  for (const name of readdirSync(captures).filter((file) => file.endsWith('.pcapng'))) {
    const capture = readCapture(readFileSync(new URL(name, captures))).value
    const secrets = readKeyLog(capture.secrets)
    for (const stream of readStreams(capture).value) {
      const start = findTls(stream)
      if (!start) continue
      const tls = await readTls(
        { bytes: stream.c2s.bytes, start: start.c2s },
        { bytes: stream.s2c.bytes, start: start.s2c },
        { secrets, ciphers: nodeCiphers },
      )
      for (const dir of ['c2s', 's2c'] as const) {
        tls[dir].records.forEach((_, index) => {
          for (const tree of [recordFields(stream[dir].bytes, tls, dir, index), openedFields(tls, dir, index)]) {
            if (!tree) continue
            tiles(tree)
            for (const key of keysOf(tree)) keys.add(key)
          }
        })
      }
    }
  }
  expect(keys.size).toBeGreaterThan(90)
  // Real captures are understood to the last byte.
  expect(keys.has('unparsed')).toBe(false)
  expect(unexplained(keys)).toEqual([])
})

test('every handshake message and every alert', () => {
  const messages = Array.from({ length: 256 }, (_, type) => `tls.${messageName(type, false)}`)
  const alerts = Array.from({ length: 256 }, (_, code) => alertName(code)).filter((name) => !/^\d/.test(name))
  expect(alerts.length).toBeGreaterThan(30)
  expect(unexplained([...messages, 'tls.hello_retry_request', ...alerts.map((name) => `tls.alert.${name}`)])).toEqual(
    [],
  )
})

test('every part of every message and extension, whatever its bytes', () => {
  const keys = new Set<string>()
  const suites = [
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_DHE_RSA_WITH_AES_128_CCM',
  ]
  let state = 1
  /** Numbers that look random and are the same each time; small ones, since most are lengths. */
  const next = () => (state = (state * 48271) % 2147483647) % 7
  const codes = Array.from({ length: 65536 }, (_, code) => code).filter((code) => !/^\d/.test(extensionName(code)))
  const u16 = (value: number) => [value >> 8, value & 255]
  const note = (type: number, body: readonly number[], retry: boolean) => {
    for (const version of [0x0301, 0x0303, 0x0304]) {
      for (const suite of suites) {
        const tree = messageFields(Uint8Array.of(type, 0, ...u16(body.length), ...body), retry, { version, suite })
        tiles(tree)
        for (const key of keysOf(tree)) keys.add(key)
      }
    }
  }
  const random = (length: number) => Array.from({ length }, next)
  const hello = [3, 3, ...random(32), 0]
  for (let round = 0; round < 40; round++) {
    for (let type = 0; type < 26; type++) if (!/^\d/.test(handshakeTypeName(type))) note(type, random(30), false)
    for (const code of codes) {
      // A vector in a vector, as most of them are, and with luck another one inside.
      const body = round % 2 ? [0, 12, ...random(12)] : [11, ...random(11)]
      const extension = [...u16(code), ...u16(body.length), ...body]
      const extensions = [...u16(extension.length), ...extension]
      note(1, [...hello, 0, 2, 19, 1, 1, 0, ...extensions], false)
      note(2, [...hello, 19, 1, 0, ...extensions], round % 3 === 0)
      note(8, extensions, false)
    }
  }
  keys.delete('unparsed')
  expect(keys.size).toBeGreaterThan(100)
  expect(unexplained(keys)).toEqual([])
})
