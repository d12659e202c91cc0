import { firstIndex } from '../bytes.ts'
import type { Span } from '../parse.ts'
import type { TlsRecord } from '../tls/types.ts'

/** The application data of one direction in order, and which record brought which part. */
export interface OpenedText {
  readonly bytes: Uint8Array
  readonly pieces: readonly (Span & { readonly record: number })[]
  /** The records that carry a stretch, as indexes, last one included. */
  recordsOf(span: Span): { first: number; last: number }
}

/** Joins the content of the application data records that opened. */
export function openedText(records: readonly TlsRecord[]): OpenedText {
  const pieces: (Span & { record: number })[] = []
  let size = 0
  records.forEach((record, index) => {
    if (record.contentType !== 23 || !record.content?.length) return
    pieces.push({ start: size, end: size + record.content.length, record: index })
    size += record.content.length
  })
  const bytes = new Uint8Array(size)
  for (const piece of pieces) bytes.set(records[piece.record]?.content ?? [], piece.start)

  /** The record of the piece that holds an offset. */
  const pieceAt = (offset: number) =>
    pieces[firstIndex(pieces.length - 1, (i) => (pieces[i]?.end ?? 0) > offset)]?.record ?? 0
  return {
    bytes,
    pieces,
    recordsOf: ({ start, end }) => ({ first: pieceAt(start), last: pieceAt(Math.max(start, end - 1)) }),
  }
}
