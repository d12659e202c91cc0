/**
 * Writes tshark's account beside each capture in test/fixtures/captures, so that the tests need no tshark:
 *
 * ```
 * npx node test/dissect/refresh-tshark.ts
 * ```
 */
import { readdir, writeFile } from 'node:fs/promises'
import { readWithTshark } from './tshark.ts'

const folder = new URL('../fixtures/captures/', import.meta.url)
// These speak TLS from the first byte, some of them on ports where tshark waits for STARTTLS.
const implicit = ['25', '110', '143', '587'].flatMap((port) => ['-d', `tcp.port==${port},tls`])

for (const name of await readdir(folder)) {
  if (!name.endsWith('.pcapng')) continue
  const file = new URL(name, folder).pathname
  const streams = await readWithTshark(file, null, name.startsWith('tls1') ? implicit : [])
  const json = new URL(name.replace('.pcapng', '.tshark.json'), folder)
  await writeFile(json, `${JSON.stringify(streams, null, 1)}\n`)
}
