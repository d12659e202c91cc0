/**
 * Holds `dissect --json` against tshark, record by record, on a capture of your own:
 *
 * ```
 * npx node test/dissect/against-tshark.ts FILE [--keys KEYLOG] [-- OPTIONS OF TSHARK]
 * ```
 * Prints each difference and ends with status 1 where there is one.
 */
import { readFile } from 'node:fs/promises'
import { account } from '../../src/dissect/account.ts'
import { nodeCiphers } from '../../src/dissect/node-ciphers.ts'
import { differences } from './compare.ts'
import { readWithTshark } from './tshark.ts'

const [file = '', ...rest] = process.argv.slice(2)
const split = rest.indexOf('--')
const options = split < 0 ? [] : rest.slice(split + 1)
const keysAt = rest.indexOf('--keys')
const keys = keysAt < 0 ? null : (rest[keysAt + 1] ?? null)

const { streams } = (await account(await readFile(file), keys ? await readFile(keys, 'latin1') : '', nodeCiphers)).value
const found = differences(streams, await readWithTshark(file, keys, options))
for (const difference of found) console.log(difference)
const records = streams.reduce((sum, stream) => sum + stream.records.length, 0)
console.log(`${streams.length} streams, ${records} records, ${found.length} differences`)
process.exitCode = found.length ? 1 : 0
