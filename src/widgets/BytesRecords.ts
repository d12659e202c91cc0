/** The record layer of TLS as fields. */
import type { Field } from '../core/parse.ts'
import { contentTypeName, handshakeTypeName, versionName } from '../core/tls/names.ts'
import type { TlsHandshake, TlsRecord } from '../core/tls/types.ts'

/** Header and payload of a record, as offsets into its direction's bytes. */
export function recordField(record: TlsRecord, bytes: Uint8Array): Field {
  const { start, end } = record
  const cuts = [start, start + 1, start + 3, start + 5, end].map((at) => Math.min(at, end))
  const keys = ['type', 'version', 'length', record.encrypted ? 'ciphertext' : 'content']
  const values = [
    `${contentTypeName(record.type)} (${record.type})`,
    versionName(record.version),
    String(record.length),
    record.encrypted ? `${end - start - 5} bytes` : undefined,
  ]
  const children = keys.flatMap((key, i): Field[] => {
    const from = cuts[i] ?? end
    const to = cuts[i + 1] ?? end
    const value = values[i]
    return to > from ? [{ start: from, end: to, key: `tls.record.${key}`, ...(value !== undefined && { value }) }] : []
  })
  return { start, end: Math.min(end, bytes.length), key: 'tls.record', children }
}

/** A handshake message, as offsets into its own bytes. */
export function handshakeField({ type, bytes, length }: TlsHandshake): Field {
  const end = bytes.length
  const cuts = [0, Math.min(1, end), Math.min(4, end), end]
  const values = [`${handshakeTypeName(type)} (${type})`, String(length), undefined]
  const children = ['type', 'length', 'body'].flatMap((key, i): Field[] => {
    const start = cuts[i] ?? end
    const value = values[i]
    const to = cuts[i + 1] ?? end
    return to > start ? [{ start, end: to, key: `tls.handshake.${key}`, ...(value !== undefined && { value }) }] : []
  })
  return { start: 0, end, key: `tls.${handshakeTypeName(type)}`, children }
}
