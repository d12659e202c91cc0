/** SMTP commands and replies. See RFC 5321 §2.4, §4.1, §4.2; AUTH: RFC 4954; BDAT: RFC 3030; STARTTLS: RFC 3207. */
import type { Direction, Field } from '../parse.ts'
import { contentDisclosure, contentFields, unstuffed } from './content.ts'
import type { Disclosure, Reading } from './message.ts'
import { queue } from './queue.ts'
import { saslDialogue } from './sasl.ts'
import { gather, unread, untilDot, type Reader, type Tape } from './tape.ts'
import { clip, isBinary, withoutLineEnds } from './text.ts'
import { branch, lazyBranch, leaf, tile, tokens, toLineEnd, type Rule } from './tile.ts'

const verbs =
  /^(ehlo|helo|lhlo|mail|rcpt|data|bdat|rset|noop|quit|vrfy|expn|help|starttls|auth|etrn|turn|atrn|burl|xclient|xforward)$/

const parameters: Rule = (text, start) =>
  tokens(text, start, /([A-Za-z][\w-]*(?:=\S*)?)|( +)/g, [
    (part, at) => leaf(`smtp.parameter.${(part.split('=')[0] ?? '').toLowerCase()}`, part, at),
    'smtp.space',
  ])

/** A line of a reply to EHLO: what the server can do. */
const keyword: Rule = (text, start) =>
  tile(text, start, /^([^\s=]+)([ =]+)?([^]*)$/, ['smtp.keyword.*', 'smtp.space', 'smtp.keyword_value'])

/** @param said  reads what stands behind the codes */
function replyLine(line: string, start: number, said: Rule): Field {
  const parts = tile(line, start, /^(\d{3})([ -])?(?:([245]\.\d{1,3}\.\d{1,3})(?= |\r|\n|$))?( +)?([^]*)$/, [
    'smtp.reply.*',
    (sep, at) => leaf(sep === '-' ? 'smtp.reply_more' : 'smtp.reply_last', sep, at),
    (code, at) => leaf(`smtp.enhanced.${code.slice(2)}`, code, at),
    'smtp.space',
    toLineEnd('smtp', said),
  ])
  return branch('smtp.reply_line', parts, start, start + line.length)
}

/** A reader of SMTP, LMTP included: cuts the tape into commands, replies and what goes with them. */
export function smtp(tape: Tape): Reader {
  /** Commands whose reply is still to come; `.` is a message's text. */
  const waiting = queue<string>()
  let greeted = tape.greeted
  let upgraded = false
  let inData = false
  let recipients = 0
  let lmtp = false
  const sasl = saslDialogue('smtp')
  const gathered = gather(tape, 's2c')

  /** How what follows a verb is read, and what that tells. */
  function argumentOf(verb: string, discloses: Disclosure[]): Rule {
    const tell = (what: Disclosure['what'], key: string): Rule => {
      return (part, at) => {
        const value = what === 'client-name' ? part : part.replace(/^<|>$/g, '')
        if (value) discloses.push({ what, value })
        return leaf(key, part, at)
      }
    }
    switch (verb) {
      case 'ehlo':
      case 'helo':
      case 'lhlo':
        return tell('client-name', 'smtp.domain')
      case 'mail':
      case 'rcpt': {
        const path = tell(verb === 'mail' ? 'sender' : 'recipient', 'smtp.path')
        const key = verb === 'mail' ? 'smtp.mail.from' : 'smtp.rcpt.to'
        const pattern = /^(FROM:|TO:)?( *)(<[^>]*>|[^\s<]+)?( *)([^]*)$/i
        return (part, at) => tile(part, at, pattern, [key, 'smtp.space', path, 'smtp.space', parameters])
      }
      case 'auth':
        return (part, at) => tile(part, at, /^([\w-]+)( *)(\S+)?/, [sasl.begin, 'smtp.space', sasl.response(discloses)])
      case 'bdat':
        return (part, at) => tile(part, at, /^(\d+)( *)(LAST)?/i, ['smtp.bdat.size', 'smtp.space', 'smtp.bdat.last'])
      default:
        return 'smtp.argument'
    }
  }

  function command(): Reading | null {
    const start = tape.at('c2s')
    const text = tape.line('c2s')
    if (!text) return null
    const discloses: Disclosure[] = []
    if (sasl.asked) {
      waiting.push('auth')
      const children = tile(text, start, /^([^\r\n]+)?(\r?\n)?/, [sasl.response(discloses), 'smtp.crlf'])
      return sasl.answer(text, start, children, discloses)
    }
    const verb = (/^[A-Za-z]+/.exec(text)?.[0] ?? '').toLowerCase()
    const known = verbs.test(verb)
    if (!known && isBinary(text)) return unread('smtp', text, start, 'Expected a command line, found binary bytes')
    const size = verb === 'bdat' ? Number(/\d+/.exec(text)?.[0] ?? 0) : 0
    const chunk = tape.take('c2s', text.length, size)
    if (chunk === null) return null
    const children = tile(text, start, /^([A-Za-z]+)?([ \t]+)?([^]*)$/, [
      known ? `smtp.${verb}` : 'smtp.command',
      'smtp.space',
      toLineEnd('smtp', argumentOf(verb, discloses), ' \t'),
    ])
    const whole = text + chunk
    if (chunk) {
      const chunkStart = start + text.length
      const fields = () => contentFields(chunk, chunkStart, false)
      children.push(lazyBranch('smtp.bdat.chunk', fields, chunkStart, start + whole.length))
      discloses.push(...contentDisclosure(chunk))
    }
    if (/^(ehlo|helo|lhlo)$/.test(verb)) lmtp = verb === 'lhlo'
    if (verb === 'rset' || verb === 'mail') recipients = 0
    waiting.push(verb)
    const line = withoutLineEnds(text)
    return {
      kind: known ? `smtp.${verb}` : 'smtp.command',
      slug: known ? verb : 'command',
      name: clip(verb === 'auth' ? line.replace(/^(\S+ \S+) .+/, '$1 …') : line) || '(empty line)',
      text: withoutLineEnds(whole),
      field: branch('smtp.line', children, start, start + whole.length),
      discloses,
      ...(known ? {} : { problem: `Expected an SMTP command, found "${clip(line, 40)}"` }),
    }
  }

  function message(): Reading | null {
    const start = tape.at('c2s')
    const text = untilDot(tape, 'c2s')
    if (text === null) return null
    inData = false
    waiting.push('.')
    const end = /(?:^|\n)(\.\r?\n)$/.exec(text.slice(-4))?.[1] ?? ''
    const content = text.slice(0, text.length - end.length)
    const fields = () => {
      const children = contentFields(content, start, true)
      if (end) children.push(leaf('smtp.end_of_data', end, start + content.length))
      return children
    }
    const lines = content.split('\n').length - 1
    return {
      kind: 'smtp.message',
      slug: 'message',
      name: `Message (${lines} lines, ${content.length} bytes)`,
      text: withoutLineEnds(unstuffed(content)),
      field: lazyBranch('smtp.message', fields, start, start + text.length),
      discloses: contentDisclosure(content),
      ...(end ? {} : { problem: 'The message has no line with a single dot to end it' }),
    }
  }

  function reply(): Reading | null {
    const start = tape.at('s2c')
    const first = tape.line('s2c')
    if (!first) return null
    const code = /^\d{3}(?=[ \-\r\n]|$)/.exec(first)?.[0]
    if (!code) return unread('smtp', first, start, 'Expected a reply code of three digits')
    const lines = gathered(
      (ahead) => tape.line('s2c', ahead) || null,
      (line, count) => (count && !line.startsWith(code) ? 'next' : line[3] === '-' ? 'more' : 'last'),
    )
    if (!lines) return null
    const whole = lines.join('')
    const last = lines.at(-1) ?? first
    const greeting = !greeted && waiting.first() === undefined && code === '220'
    greeted ||= greeting
    const answered = greeting ? '' : (waiting.first() ?? '')
    // LMTP answers a message once for each recipient: RFC 2033 §4.2.
    if (lmtp && answered === 'rcpt' && code[0] === '2') recipients++
    if (!(lmtp && answered === '.' && --recipients > 0) && !greeting) waiting.shift()

    const positive = code[0] === '2'
    if (answered === 'starttls' && positive) upgraded = true
    if (answered === 'data' && code === '354') inData = true
    if (answered === 'auth') {
      sasl.asked = code === '334'
      if (code !== '334') sasl.end()
    }
    const keywords = (answered === 'ehlo' || answered === 'lhlo') && positive
    const challenge = sasl.asked ? sasl.challenge() : undefined
    let at = start
    const children = lines.map((line, i) => {
      at += line.length
      return replyLine(line, at - line.length, keywords && i > 0 ? keyword : (challenge ?? 'smtp.reply_text'))
    })
    const text = withoutLineEnds(whole)
    const host = greeting ? /^220[ -]([\w-]+(?:\.[\w-]+)+)/.exec(first)?.[1] : undefined
    return {
      slug: greeting
        ? 'greeting'
        : challenge
          ? 'auth-challenge'
          : `${answered.replace('.', 'message') || 'server'}-reply`,
      kind: greeting
        ? 'smtp.greeting'
        : keywords
          ? 'smtp.reply.ehlo'
          : answered === 'starttls' && positive
            ? 'smtp.reply.starttls'
            : `smtp.reply.${code}`,
      name: lines.length > 1 ? `${code} (${lines.length} lines)` : clip(text),
      text,
      field: branch('smtp.reply_lines', children, start, start + whole.length),
      discloses: host ? [{ what: 'server-name', value: host }] : [],
      ...(last.endsWith('\n') ? {} : { problem: 'The reply has no line end' }),
    }
  }

  return {
    next(dir: Direction) {
      if (dir === 's2c') return reply()
      const last = waiting.last()
      // What follows these depends on the reply; a capture without replies is read as if they had been accepted.
      if (last === 'data' && tape.ended) inData ||= tape.silent('s2c')
      else if (!tape.ended && (last === 'starttls' || last === 'data' || last === 'auth')) return null
      return inData ? message() : command()
    },
    get upgraded() {
      return upgraded
    },
  }
}
