/**
 * `npm run dissect -- FILE [--keys KEYLOG] [--json]`
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { account } from './account.ts'
import { nodeCiphers } from './node-ciphers.ts'
import { readable } from './readable.ts'

const usage = 'Usage: npm run dissect -- FILE [--keys KEYLOG] [--json]'

function fail(message: string, code: number): never {
  console.error(message)
  process.exit(code)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { keys: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    return { ...values, files: positionals }
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2)
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file)
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 2)
  }
}

const { files, keys, json, help } = readArguments()
const [file, ...more] = files
if (help) {
  console.log(usage)
} else if (!file || more.length) {
  fail(usage, 2)
} else {
  const keyLog = keys ? (await read(keys)).toString('latin1') : ''
  const { value, problems } = await account(await read(file), keyLog, nodeCiphers)
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : readable(value))
  for (const { offset, message } of problems) console.error(`${file}, byte ${offset}: ${message}`)
}
