/** Where our account of a capture differs from tshark's. */
import type { RecordAccount, StreamAccount } from '../../src/dissect/account.ts'
import type { TsharkRecord, TsharkStream } from './tshark.ts'

/** One sentence for each difference; none where they agree. */
export function differences(ours: readonly StreamAccount[], theirs: readonly TsharkStream[]): string[] {
  const found: string[] = []
  const differ = (where: string, mine: unknown, tshark: unknown) => {
    const [a, b] = [JSON.stringify(mine) ?? 'nothing', JSON.stringify(tshark) ?? 'nothing']
    if (a !== b) found.push(`${where}: ours ${a.slice(0, 200)}, tshark ${b.slice(0, 200)}`)
  }
  differ('number of streams', ours.length, theirs.length)
  for (const [i, stream] of ours.entries()) {
    const other = theirs[i]
    if (!other) continue
    for (const key of ['version', 'cipher', 'group'] as const) {
      if (other.version && other[key]) differ(`stream ${i} ${key}`, stream.tls?.[key], other[key])
    }
    for (const dir of ['c2s', 's2c'] as const) {
      const where = `stream ${i} ${dir}`
      const mine = stream.records.filter((record) => record.dir === dir)
      const tshark = other.records.filter((record) => record.dir === dir)
      differ(`${where} number of records`, mine.length, tshark.length)
      tshark.forEach((record, n) => {
        const own = mine[n]
        if (own) differ(`${where} record ${n}`, essence(own), essence(record))
      })
      const plaintext = Buffer.from(stream.plaintext[dir], 'base64').toString('hex')
      if (!stream.tls) differ(`${where} cleartext`, plaintext, other.tcp[dir])
      // tshark follows what TLS carries and leaves out what was said before and after it.
      else if (!plaintext.includes(other.inside[dir])) differ(`${where} plaintext`, plaintext, other.inside[dir])
    }
  }
  return found
}

function essence(record: RecordAccount | TsharkRecord) {
  const { type, length, handshake, alert, innerType } = record
  // tshark tells the inner type apart for TLS 1.3 alone.
  const inside = type === 'application_data' && innerType !== type ? innerType : null
  return { type, length, handshake, alert, innerType: inside }
}
