/** An account as text for a person: each stream, its records, and what was said. */
import type { Account, RecordAccount, StreamAccount } from './account.ts'

const arrows = { c2s: '->', s2c: '<-' }

export function readable({ streams }: Account): string {
  if (!streams.length) return 'No TCP stream in this capture.\n'
  return streams.map(streamText).join('\n')
}

function streamText(stream: StreamAccount, index: number): string {
  const { tls, plaintext } = stream
  const agreed = tls
    ? [tls.version ?? 'TLS', tls.cipher, tls.group, tls.resumed ? 'resumed' : null].filter((word) => word !== null)
    : ['no TLS']
  const lines = [
    `Stream ${index}: ${stream.client} -> ${stream.server}  ${stream.protocol}  ${agreed.join(', ')}`,
    ...stream.records.map(recordText),
  ]
  for (const dir of ['c2s', 's2c'] as const) {
    const text = Buffer.from(plaintext[dir], 'base64')
    if (!text.length) continue
    lines.push(`  ${dir === 'c2s' ? 'client' : 'server'} said, ${text.length} bytes:`)
    // Control characters could move the cursor of whoever reads this: show them as escapes.
    for (const line of text.toString('latin1').split(/\r?\n/)) {
      lines.push(`    ${line.replace(/[^\t\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}`)
    }
  }
  for (const { dir, offset, message } of stream.problems) {
    lines.push(`  problem ${arrows[dir]} at byte ${offset}: ${message}`)
  }
  return `${lines.join('\n')}\n`
}

function recordText(record: RecordAccount): string {
  const inner = record.innerType && record.innerType !== record.type ? ` holding ${record.innerType}` : ''
  const state = record.decrypted ? ', opened' : ''
  const messages = record.handshake.map(({ type, length }) => `${type} (${length})`)
  if (record.alert) messages.push(`${record.alert.level} ${record.alert.description}`)
  const what = messages.length ? `: ${messages.join(', ')}` : ''
  return `  ${arrows[record.dir]} at ${record.offset}: ${record.type}${inner}, ${record.length} bytes${state}${what}`
}
