import type { Field } from '../parse.ts'
import { lengthWithout, readable } from './text.ts'

/**
 * What to make of a matched group: a key, or a function that reads it further.
 * A star in a key stands for the text itself, in lower case: `smtp.keyword.*`
 * becomes `smtp.keyword.starttls`.
 */
export type Rule = string | ((text: string, start: number) => Field | readonly Field[])

/** A value longer than this is a count in the field tree; the text itself is in the message. */
const valueLengthMax = 300

/** One field over `text`, which stands at byte `start`. */
export function leaf(key: string, text: string, start: number, value?: string): Field {
  const said = value ?? (/^\r?\n$/.test(text) ? (text === '\n' ? 'LF' : 'CR LF') : readable(text))
  const name = key.replace(
    '*',
    () =>
      text
        .toLowerCase()
        .replace(/[^a-z0-9_-]+/g, '-')
        .replace(/^-|-$/g, '') || 'none',
  )
  const short = said.length > valueLengthMax ? `${said.length} characters` : said
  return { start, end: start + text.length, key: name, value: short }
}

/** A field made of others; without any it is a leaf. */
export function branch(key: string, children: readonly Field[], start: number, end: number, value?: string): Field {
  return { start, end, key, ...(value === undefined ? {} : { value }), ...(children.length ? { children } : {}) }
}

/**
 * A field whose children are made when they are first looked at: most messages of a long conversation never are, and
 * their trees would take ten times the memory of the bytes.
 */
export function lazyBranch(key: string, make: () => readonly Field[], start: number, end: number): Field {
  let made: readonly Field[] | null = null
  return {
    start,
    end,
    key,
    get children() {
      return (made ??= make())
    },
  }
}

/** Parts that follow each other, each read by its rule. Those that are empty are left out. */
function inTurn(parts: readonly string[], start: number, rules: readonly Rule[]): Field[] {
  const out: Field[] = []
  let at = start
  parts.forEach((part, i) => {
    if (!part) return
    const rule = rules[i] ?? 'unparsed'
    const made = typeof rule === 'string' ? leaf(rule, part, at) : rule(part, at)
    for (const field of Array.isArray(made) ? made : [made]) out.push(field)
    at += part.length
  })
  return out
}

/**
 * Cuts a text into fields by a pattern whose groups follow each other without
 * gaps. What the pattern leaves over is one `unparsed` field.
 *
 * @param pattern  anchored at the start
 * @param rules  one for each group
 */
export function tile(text: string, start: number, pattern: RegExp, rules: readonly Rule[]): Field[] {
  const found = pattern.exec(text)
  const parts = rules.map((_, i) => found?.[i + 1] ?? '')
  return inTurn([...parts, text.slice(parts.join('').length)], start, rules)
}

/**
 * The rest of a line: what a rule reads, blanks at the end where they are told apart, the line end. It is cut from
 * behind, since a pattern would look at a long run of blanks again from each of them.
 */
export const toLineEnd =
  (protocol: string, rule: Rule, blanks = ''): Rule =>
  (text, start) => {
    const end = text.length - (/\r?\n$/.exec(text.slice(-2))?.[0].length ?? 0)
    const said = text.slice(0, end)
    const length = lengthWithout(blanks, said)
    const parts = [said.slice(0, length), said.slice(length), text.slice(end)]
    return inTurn(parts, start, [rule, `${protocol}.space`, `${protocol}.crlf`])
  }

/** Cuts a text into tokens, one after the other; each token is read by the rule of the group that matched. */
export function tokens(text: string, start: number, pattern: RegExp, rules: readonly Rule[]): Field[] {
  const out: Field[] = []
  let at = 0
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) out.push(leaf('unparsed', text.slice(at, found.index), start + at))
    at = found.index + found[0].length
    const group = found.slice(1).findIndex((part) => part !== undefined)
    const rule = rules[group] ?? 'unparsed'
    const made =
      typeof rule === 'string' ? leaf(rule, found[0], start + found.index) : rule(found[0], start + found.index)
    for (const field of Array.isArray(made) ? made : [made]) out.push(field)
  }
  if (at < text.length) out.push(leaf('unparsed', text.slice(at), start + at))
  return out
}
