/** Captures with bytes changed, some taken out or put in, read with their secrets. Failures print their seed. */
import fc from 'fast-check'
import { test } from 'vitest'
import { captures, counter, runs, timeout } from './inputs.ts'
import { readAll, readFields } from './whole.ts'

const damaged = fc
  .tuple(
    fc.constantFrom(...captures().map(({ bytes }) => bytes)),
    fc.array(
      fc.record({
        // Anywhere: a floating point number would be near 0 almost always, there being most of them.
        at: fc.noBias(fc.nat(0xf_ffff)),
        // Mostly in place of as many bytes: a capture file is read up to the first block that is not whole.
        remove: fc.option(fc.nat(40), { freq: 15 }),
        insert: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([bytes, changes]) => {
    let now = bytes
    for (const { at, remove, insert } of changes) {
      const from = Math.floor((at / 0x10_0000) * now.length)
      const rest = now.subarray(from + (remove ?? insert.length))
      const next = new Uint8Array(from + insert.length + rest.length)
      next.set(now.subarray(0, from))
      next.set(insert, from)
      next.set(rest, from + insert.length)
      now = next
    }
    return now
  })

// A capture costs a hundred times what a made-up stream does.
const count = Math.ceil(runs / 5)

test(
  'damaged captures read, with their secrets',
  async () => {
    const { one, done } = counter('damaged captures', count)
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        await readFields(bytes)
        await readAll(bytes)
        one()
      }),
      { numRuns: count, endOnFailure: true },
    )
    done()
  },
  timeout,
)
