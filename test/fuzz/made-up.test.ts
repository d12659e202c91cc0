// cspell:words magics
/** Made-up TLS streams and files: never an exception, never a hang, and fields that tile. Failures print their seed. */
import fc from 'fast-check'
import { test } from 'vitest'
import { readTls } from '../../src/core/tls/tls.ts'
import { counter, fragmented, runs, timeout } from './inputs.ts'
import { checkTls, readAll, readFields } from './whole.ts'

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
    const { one, done } = counter('made-up TLS streams', runs)
    await fc.assert(
      fc.asyncProperty(stream, stream, async (c2s, s2c) => {
        checkTls({ c2s: { bytes: c2s }, s2c: { bytes: s2c } }, await readTls({ bytes: c2s }, { bytes: s2c }))
        one()
      }),
      { numRuns: runs, endOnFailure: true },
    )
    done()
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
    const { one, done } = counter('made-up files', runs)
    await fc.assert(
      fc.asyncProperty(file, async (bytes) => {
        await readAll(bytes)
        one()
      }),
      { numRuns: runs, endOnFailure: true },
    )
    done()
  },
  timeout,
)

test(
  'made-up fragments read',
  async () => {
    const { one, done } = counter('made-up fragments', runs)
    await fc.assert(
      fc.asyncProperty(fragmented, async (bytes) => {
        await readFields(bytes, null)
        await readAll(bytes)
        one()
      }),
      { numRuns: runs, endOnFailure: true },
    )
    done()
  },
  timeout,
)
