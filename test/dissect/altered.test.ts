/**
 * What an altered capture still opens to is what the unaltered one holds. tshark is no judge here: it does not count a
 * record that it could not open, and after a segment that overtook another it may read none.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readCapture } from '../../src/core/pcap/capture.ts'
import { account, type RecordAccount, type StreamAccount } from '../../src/dissect/account.ts'
import { nodeCiphers } from '../../src/dissect/node-ciphers.ts'

const folder = new URL('../fixtures/captures/', import.meta.url)
const names = readdirSync(folder).filter((name) => /^tls1[23].*\.pcapng$/.test(name))

const read = async (bytes: Uint8Array) => (await account(bytes, '', nodeCiphers)).value.streams
const place = ({ dir, offset }: RecordAccount) => `${dir} ${offset}`

/** @returns how many records are open in both */
function openAlike(altered: readonly StreamAccount[], whole: readonly StreamAccount[]): number {
  let open = 0
  for (const [i, { records }] of altered.entries()) {
    const known = new Map(whole[i]?.records.map((record) => [place(record), record]))
    for (const record of records) {
      if (!record.decrypted) continue
      open++
      expect(record).toEqual(known.get(place(record)))
    }
  }
  return open
}

test('neighbouring packets that changed places change nothing that is read', async () => {
  for (const name of names) {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
    const { packets } = readCapture(bytes).value
    const blocks = packets.map(({ start }) => start - 28)
    const view = new DataView(bytes.buffer)
    // Two enhanced packet blocks of any size, one after the other, change places. The handshake of TCP stays.
    for (let i = 3; i + 1 < blocks.length; i += 2) {
      const [one = 0, two = 0] = [blocks[i], blocks[i + 1]]
      const [first, second] = [view.getUint32(one + 4, true), view.getUint32(two + 4, true)]
      if (view.getUint32(one, true) !== 6 || view.getUint32(two, true) !== 6 || one + first !== two) continue
      const both = bytes.slice(one, two + second)
      bytes.set(both.subarray(first), one)
      bytes.set(both.subarray(0, first), one + second)
      blocks[i + 1] = one + second
    }
    const whole = await read(readFileSync(new URL(name, folder)))
    const altered = await read(bytes)
    expect(openAlike(altered, whole)).toBe(whole.flatMap(({ records }) => records).filter((r) => r.decrypted).length)
    expect(altered.map(({ plaintext }) => plaintext)).toEqual(whole.map(({ plaintext }) => plaintext))
  }
})

test('a record of TLS 1.3 with a bit flipped stays shut, and all others open', async () => {
  let shut = 0
  for (const name of names.filter((each) => each.startsWith('tls13'))) {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
    const whole = await read(bytes)
    const { packets } = readCapture(bytes).value
    // The longest packet carries the certificate, encrypted in this version: its last byte is in the tag.
    const longest = packets.reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a))
    bytes[longest.end - 1] = (bytes[longest.end - 1] ?? 0) ^ 1
    const open = whole.flatMap(({ records }) => records).filter(({ decrypted }) => decrypted).length
    const lost = open - openAlike(await read(bytes), whole)
    expect(lost).toBeLessThanOrEqual(1)
    shut += lost
  }
  expect(shut).toBeGreaterThan(15)
})
