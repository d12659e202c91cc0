/** Every prefix of every session, and of the captures of other software. A short run takes some that stand for all. */
import { expect, test } from 'vitest'
import type { Parsed } from '../../src/core/parse.ts'
import { readCapture, type Capture } from '../../src/core/pcap/capture.ts'
import { captures, counter, long, sessions, timeout } from './inputs.ts'
import { readAll, readFields, readOwn } from './whole.ts'

// A prime, so that the ends do not fall on the same part of each packet.
const every = long ? 1 : 509
const files = [...sessions(), ...captures()]

test('there are files to try', () => {
  expect(files.length).toBeGreaterThan(80)
})

test(
  'prefixes read',
  async () => {
    const { one, done } = counter(
      'prefixes',
      files.reduce((sum, { bytes }) => sum + Math.floor(bytes.length / every) + 1, 0),
    )
    for (const { name, bytes } of files) {
      let before: Parsed<Capture> | null = null
      for (let end = bytes.length; end >= 0; end -= every) {
        const prefix = bytes.subarray(0, end)
        const capture = readCapture(prefix)
        // All that comes after the packet reader sees of a prefix is what that one made of it: spans of packets, which
        // hold the same bytes in each prefix, secrets and problems. Where these are as before, so is everything else.
        // (The length of a file matters too, for how large a gap may be, but not below 64 MB.)
        if (!before || !same(before, capture)) {
          try {
            await readFields(prefix)
            await readAll(prefix)
            await readOwn(prefix)
          } catch (error) {
            throw new Error(`The first ${end} bytes of ${name} are not read.`, { cause: error })
          }
        }
        before = capture
        one()
      }
    }
    done()
  },
  timeout,
)

function same(a: Parsed<Capture>, b: Parsed<Capture>): boolean {
  const [one, other] = [a.value, b.value]
  return (
    one.format === other.format &&
    one.format !== 'unknown' &&
    one.packets.length === other.packets.length &&
    one.packets.every((packet, i) => alike(packet, other.packets[i])) &&
    one.secrets.length === other.secrets.length &&
    one.secrets.every((secret, i) => secret === other.secrets[i]) &&
    a.problems.length === b.problems.length &&
    a.problems.every((problem, i) => alike(problem, b.problems[i]))
  )
}

/** Whether two flat objects of one shape hold the same. */
function alike<T extends object>(a: T, b: T | undefined): boolean {
  if (!b) return false
  for (const key in a) if (a[key] !== b[key]) return false
  return true
}
