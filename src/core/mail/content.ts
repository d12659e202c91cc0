/** A message's text as it travels: header fields, an empty line, a body. See RFC 5322 §2. */
import type { Field } from '../parse.ts'
import type { Disclosure } from './message.ts'
import { clip, readable } from './text.ts'
import { leaf } from './tile.ts'

/** A dot that begins a line and is not alone there: transport added it. See RFC 5321 §4.5.2, RFC 1939 §3. */
const stuffing = /(?<![^\n])\.(?!\r?(?:\n|$))/g

/** Whether bytes read as a message's text: they begin with a header field. */
export const looksLikeMessage = (text: string): boolean => /^[!-9;-~]+:[^\n]*\n/.test(text)

/** A message's text without the dots that only transport adds. */
export function unstuffed(text: string): string {
  return text.replace(stuffing, '')
}

/**
 * Names the bytes of a message's text.
 *
 * @param stuffed  whether transport added a dot to lines that begin with one
 */
export function contentFields(text: string, start: number, stuffed: boolean): Field[] {
  const out: Field[] = []
  let at = 0
  const header = /([!-9;-~]+):[^\n]*\n(?:[ \t][^\n]*\n)*/y
  for (;;) {
    header.lastIndex = at
    const found = header.exec(text)
    if (!found) break
    out.push(leaf(`message.header.${(found[1] ?? '').toLowerCase()}`, found[0], start + at, readable(found[0]).trim()))
    at += found[0].length
  }
  const blank = /^\r?\n/.exec(text.slice(at, at + 2))
  if (blank) {
    out.push(leaf('message.separator', blank[0], start + at))
    at += blank[0].length
  }
  const body = (to: number) => {
    if (to > at) out.push(leaf('message.body', text.slice(at, to), start + at))
    at = to
  }
  if (stuffed) {
    for (const { index } of text.matchAll(stuffing)) {
      if (index < at) continue
      body(index)
      out.push(leaf('message.dot_stuffing', '.', start + at))
      at++
    }
  }
  body(text.length)
  return out
}

/** What a message's text gives away: its subject, else its first line. */
export function contentDisclosure(text: string): Disclosure[] {
  const subject = /^subject:[ \t]*([^\r\n]+)/im.exec(text)?.[1]
  const line =
    subject ??
    text
      .split(/\r?\n\r?\n/)[1]
      ?.trim()
      .split('\n')[0] ??
    text.trim().split('\n')[0] ??
    ''
  return line ? [{ what: 'text', value: clip(readable(line.trim()), 120) }] : []
}
