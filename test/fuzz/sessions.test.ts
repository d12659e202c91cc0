/**
 * Every prefix of every session, and of the captures of other software, and every byte of them inverted in turn. A short
 * run takes some places that stand for all; `npm run fuzz` takes all.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readAll, readClosed, readOwn } from './whole.ts'

const all = Number(process.env['MAILWIRE_FUZZ'] ?? 0) > 10_000
const timeout = all ? 86_400_000 : 60_000
// Two primes, so that the places do not fall on the same part of each packet.
const [everyPrefix, everyByte] = all ? [1, 1] : [509, 397]

const sessions = new URL('../../public/sessions/', import.meta.url)
const captures = new URL('../fixtures/captures/', import.meta.url)
const files = [
  ...readdirSync(sessions).map((id) => ({ name: id, url: new URL(`${id}/wire.pcapng`, sessions) })),
  ...readdirSync(captures)
    .filter((name) => name.endsWith('.pcapng'))
    .map((name) => ({ name, url: new URL(name, captures) })),
].filter(({ url }) => existsSync(url))

test('there are files to try', () => {
  expect(files.length).toBeGreaterThan(80)
})

for (const { name, url } of files) {
  const bytes = new Uint8Array(readFileSync(url))
  test(
    `${name}: prefixes read`,
    async () => {
      for (let end = bytes.length; end >= 0; end -= everyPrefix) {
        const prefix = bytes.subarray(0, end)
        await readAll(prefix)
        await readOwn(prefix)
      }
    },
    timeout,
  )

  test(
    `${name}: inverted bytes read`,
    async () => {
      const copy = bytes.slice()
      for (let at = bytes.length % everyByte; at < copy.length; at += everyByte) {
        copy[at] = (bytes[at] ?? 0) ^ 255
        await readClosed(copy)
        await readOwn(copy, null)
        copy[at] = bytes[at] ?? 0
      }
    },
    timeout,
  )
}
