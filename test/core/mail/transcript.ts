import { openDialogue } from '../../../src/core/mail/dialogue.ts'
import type { MailMessage } from '../../../src/core/mail/message.ts'
import type { MailProtocol } from '../../../src/core/protocol.ts'
import { readers } from '../../../src/core/mail/readers.ts'
import type { Direction, Field } from '../../../src/core/parse.ts'

export const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'utf8'))

/**
 * Reads a dialogue written as lines that begin with `C: ` or `S: `. Each line ends in CR LF;
 * bytes are handed over line by line in the order written.
 */
export function converse(protocol: MailProtocol, script: string, greeted = false) {
  const said = script
    .trim()
    .split('\n')
    .map((line) => ({
      dir: line.trim().startsWith('C:') ? ('c2s' as const) : ('s2c' as const),
      text: line.trim().slice(3) + '\r\n',
    }))
  return converseBytes(
    protocol,
    said.map(({ dir, text }) => ({ dir, bytes: bytesOf(text) })),
    greeted,
  )
}

export function converseBytes(
  protocol: MailProtocol,
  chunks: readonly { dir: Direction; bytes: Uint8Array }[],
  greeted = false,
  stopsAt: (dir: Direction, offset: number) => boolean = () => false,
) {
  const bytes = {
    c2s: new Uint8Array(Buffer.concat(chunks.filter((c) => c.dir === 'c2s').map((c) => c.bytes))),
    s2c: new Uint8Array(Buffer.concat(chunks.filter((c) => c.dir === 's2c').map((c) => c.bytes))),
  }
  const dialogue = openDialogue({ reader: readers[protocol], bytes, from: { c2s: 0, s2c: 0 }, greeted, stopsAt })
  const come = { c2s: 0, s2c: 0 }
  const messages: MailMessage[] = []
  for (const chunk of chunks) {
    come[chunk.dir] += chunk.bytes.length
    messages.push(...dialogue.advance(chunk.dir, come[chunk.dir]))
  }
  messages.push(...dialogue.finish())
  return { messages, bytes, dialogue }
}

/** The first place where fields do not tile their parent; null where all do. */
export function gap(field: Field): string | null {
  let at = field.start
  if (field.end < field.start) return `${field.key} ends before it starts`
  if (!field.children) return null
  for (const child of field.children) {
    if (child.start !== at) return `${field.key}: ${child.key} starts at ${child.start}, not ${at}`
    const inner = gap(child)
    if (inner) return inner
    at = child.end
  }
  return at === field.end ? null : `${field.key} has children up to ${at}, not ${field.end}`
}

export const leaves = (field: Field): Field[] => (field.children ? field.children.flatMap(leaves) : [field])
