/** Reading takes time that grows with the size of a file and not with its square, whatever the file is made of. */
import { expect, test } from 'vitest'
import { readAll, readFields, readOwn } from './whole.ts'
import { shapes } from './shapes.ts'

// Eight times the bytes; a square would be 64 times the time.
const [small, times, limit] = [500, 8, 24]

/** Less than this is within what a system's clock of own time can tell, µs: some count in ticks of 10 ms. */
const TOLD_US = 20_000

/**
 * This process's own time for one reading, µs, the best of some runs: other work on the machine only ever adds. A short
 * reading is timed many times over.
 */
async function spent(read: (bytes: Uint8Array) => Promise<void>, bytes: Uint8Array, runs: number): Promise<number> {
  let best = Infinity
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage()
    let own = 0
    let times = 0
    while (own < TOLD_US) {
      await read(bytes)
      own = process.cpuUsage(start).user
      times++
    }
    best = Math.min(best, own / times)
  }
  return best
}

for (const [name, make] of Object.entries(shapes)) {
  for (const [way, read] of Object.entries({
    'the account': readAll,
    'the fields': (bytes: Uint8Array) => readFields(bytes, null),
    'the page': readOwn,
  })) {
    test(`${name}: ${way}`, async () => {
      const [one, many] = [make(small), make(small * times)]
      await read(one)
      let ratio = Infinity
      for (let i = 0; i < 3 && ratio >= limit; i++) ratio = (await spent(read, many, 1)) / (await spent(read, one, 4))
      expect(ratio).toBeLessThan(limit)
    })
  }
}
