/**
 * Holds `dissect --json` against tshark, record by record, on captures of your own:
 *
 * ```
 * npx node test/dissect/against-tshark.ts FILE [--keys KEYLOG] [-- OPTIONS OF TSHARK]
 * ```
 * Prints each difference and ends with status 1 where there is one.
 */
import { readFile } from 'node:fs/promises'
import { account, type RecordAccount, type StreamAccount } from '../../src/dissect/account.ts'
import { nodeCiphers } from '../../src/dissect/node-ciphers.ts'
import { readWithTshark, type TsharkRecord, type TsharkStream } from './tshark.ts'

const [file = '', ...rest] = process.argv.slice(2)
const split = rest.indexOf('--')
const options = split < 0 ? [] : rest.slice(split + 1)
const keysAt = rest.indexOf('--keys')
const keys = keysAt < 0 ? null : (rest[keysAt + 1] ?? null)

const ours = (await account(await readFile(file), keys ? await readFile(keys, 'latin1') : '', nodeCiphers)).value
  .streams
const theirs = await readWithTshark(file, keys, options)

let differences = 0
const differ = (where: string, mine: unknown, tshark: unknown) => {
  const [a, b] = [JSON.stringify(mine), JSON.stringify(tshark)]
  if (a === b) return
  differences++
  console.log(`${where}\n  ours   ${a?.slice(0, 200)}\n  tshark ${b?.slice(0, 200)}`)
}

differ('number of streams', ours.length, theirs.length)
let compared = 0
for (const [i, stream] of ours.entries()) {
  const other = theirs[i]
  if (other) compare(`stream ${i}`, stream, other)
}
console.log(`${ours.length} streams, ${compared} records, ${differences} differences`)
process.exitCode = differences ? 1 : 0

function compare(where: string, stream: StreamAccount, other: TsharkStream): void {
  if (other.cipher) differ(`${where} cipher`, stream.tls?.cipher, other.cipher)
  for (const dir of ['c2s', 's2c'] as const) {
    const mine = stream.records.filter((record) => record.dir === dir)
    const tshark = other.records.filter((record) => record.dir === dir)
    differ(`${where} ${dir} number of records`, mine.length, tshark.length)
    compared += tshark.length
    tshark.forEach((record, n) => {
      const own = mine[n]
      if (own) differ(`${where} ${dir} record ${n}`, essence(own), essence(record))
    })
    const plaintext = Buffer.from(stream.plaintext[dir], 'base64').toString('hex')
    const tls = other.inside[dir]
    if (!stream.tls) differ(`${where} ${dir} cleartext`, plaintext, other.tcp[dir])
    else if (!plaintext.includes(tls)) differ(`${where} ${dir} plaintext`, plaintext, tls)
  }
}

function essence(record: RecordAccount | TsharkRecord) {
  const { type, length, handshake, alert, innerType } = record
  // tshark tells the inner type apart for TLS 1.3 alone.
  return {
    type,
    length,
    handshake,
    alert,
    innerType: type === 'application_data' && innerType !== type ? innerType : null,
  }
}
