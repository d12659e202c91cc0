/** What the parsers are fed, how much of it, and word of how far a long run has come. */
import fc from 'fast-check'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { bytes as joined, ipv4, ipv6, pcap, tcp, u16 } from '../core/pcap/packets.ts'

/** Generated inputs of each kind. `npm run fuzz` sets it; a short run is part of `npm test`. */
export const runs = Number(process.env['MAILWIRE_FUZZ'] ?? 1500)
/** Whether every place is tried and not only some that stand for all. */
export const long = runs > 10_000
// A day: a long run is bounded by its number of inputs, a hang by whoever watches it.
export const timeout = long ? 86_400_000 : 60_000

export interface File {
  readonly name: string
  readonly bytes: Uint8Array
}

const read = (folder: URL, paths: readonly string[]): File[] =>
  paths
    .map((path) => ({ name: path.replace('/wire.pcapng', ''), url: new URL(path, folder) }))
    .filter(({ url }) => existsSync(url))
    .map(({ name, url }) => ({ name, bytes: new Uint8Array(readFileSync(url)) }))

/** Our own recordings. */
export function sessions(): File[] {
  const folder = new URL('../../public/sessions/', import.meta.url)
  return read(
    folder,
    readdirSync(folder).map((id) => `${id}/wire.pcapng`),
  )
}

/** Captures of other software. */
export function captures(): File[] {
  const folder = new URL('../fixtures/captures/', import.meta.url)
  return read(
    folder,
    readdirSync(folder).filter((name) => name.endsWith('.pcapng')),
  )
}

/**
 * Captures of a segment in IP fragments, which may overlap, leave holes, say that they are the last where they are not,
 * and lie where nothing can.
 */
export const fragmented: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.record({
      version: fc.constantFrom(4, 6),
      id: fc.nat(1),
      // Of eight bytes: near the segment's own, and now and then as far away as the field allows.
      at: fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.nat(0x1fff) }),
      length: fc.nat(48),
      more: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => {
    const segment = tcp({ seq: 1, data: '220 a line of thirty-two bytes.\r\n' })
    const packets = parts.map(({ version, id, at, length, more }) => {
      const from = at * 8 < segment.length ? at * 8 : 0
      const data = segment.subarray(from, from + length)
      if (version === 4) return ipv4(data, { id, at: at * 8, more })
      return ipv6(data, 44, joined([6, 0], u16(at * 8 + Number(more)), [0, 0, 0, id]))
    })
    return pcap(packets)
  })

/** Counts inputs, and says once a minute of a long run how many are done and how fast it goes. */
export function counter(what: string, all: number): { one(): void; done(): void } {
  const start = performance.now()
  let count = 0
  let said = start
  const say = (now: number) => {
    said = now
    const seconds = (now - start) / 1000
    console.log(`${what}: ${count} of ${all}, ${Math.round(count / Math.max(seconds, 0.001))} a second`)
  }
  return {
    one() {
      count++
      const now = performance.now()
      if (long && now - said > 60_000) say(now)
    },
    done() {
      if (long) say(performance.now())
    },
  }
}
