// cspell:words magics
/**
 * Whatever the bytes: never an exception, never a hang, and fields that tile. A short run by default; `npm run fuzz`
 * makes a million inputs of each kind. Failures print their seed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'vitest'
import { readTls } from '../../src/core/tls/tls.ts'
import { checkTls, readAll, readClosed, readOwn } from './whole.ts'

const runs = Number(process.env['MAILWIRE_FUZZ'] ?? 1500)
// A day: the long run is bounded by its number of inputs, a hang by whoever watches it.
const timeout = runs > 10_000 ? 86_400_000 : 60_000

const folder = new URL('../fixtures/captures/', import.meta.url)
const captures = readdirSync(folder)
  .filter((name) => name.endsWith('.pcapng'))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }))
/** A capture with some bytes changed, taken out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...captures.map((capture) => capture.bytes)),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        remove: fc.nat(40),
        insert: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([bytes, changes]) => {
    let now = bytes
    for (const { at, remove, insert } of changes) {
      const from = Math.floor(at * now.length)
      now = Uint8Array.from([...now.subarray(0, from), ...insert, ...now.subarray(from + remove)])
    }
    return now
  })

test(
  'damaged captures read, with their secrets and without',
  async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        await readClosed(bytes)
        await readAll(bytes)
        await readOwn(bytes)
      }),
      { numRuns: Math.ceil(runs / 5), endOnFailure: true },
    )
  },
  timeout,
)

/** Something like a TLS record: a header that may be right, and a payload that may begin like a handshake message. */
const recordLike = fc
  .tuple(
    fc.integer({ min: 19, max: 25 }),
    fc.integer({ min: 0, max: 5 }),
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.integer({ min: 0, max: 25 }), fc.nat(300), fc.uint8Array({ maxLength: 300 }))
        .map(([type, length, body]) => Uint8Array.of(type, 0, length >> 8, length & 255, ...body)),
    ),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([type, minor, payload, lie]) => {
    const length = Math.max(0, payload.length + (lie === 3 ? 1 : 0))
    return Uint8Array.of(type, 3, minor, length >> 8, length & 255, ...payload)
  })
const stream = fc
  .array(fc.oneof({ weight: 5, arbitrary: recordLike }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) }), {
    maxLength: 12,
  })
  .map((records) => Uint8Array.from(records.flatMap((record) => [...record])))

test(
  'made-up TLS streams read, and fields tile them',
  async () => {
    await fc.assert(
      fc.asyncProperty(stream, stream, async (c2s, s2c) => {
        checkTls({ c2s: { bytes: c2s }, s2c: { bytes: s2c } }, await readTls({ bytes: c2s }, { bytes: s2c }))
      }),
      { numRuns: runs, endOnFailure: true },
    )
  },
  timeout,
)

test(
  'made-up files read',
  async () => {
    const magics = [[0x0a, 0x0d, 0x0d, 0x0a], [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0x3c, 0x4d], []]
    const file = fc
      .tuple(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 400 }))
      .map(([magic, rest]) => Uint8Array.of(...magic, ...rest))
    await fc.assert(fc.asyncProperty(file, readAll), { numRuns: runs, endOnFailure: true })
  },
  timeout,
)
