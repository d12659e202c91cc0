/** IMAP commands and responses. See RFC 9051 §2.2, §6, §7 and, for what older servers still say, RFC 3501. */
import type { Direction, Field } from '../parse.ts'
import { contentDisclosure, contentFields, looksLikeMessage } from './content.ts'
import type { Disclosure, Reading } from './message.ts'
import { tagged } from './queue.ts'
import { saslDialogue, saslKind } from './sasl.ts'
import { gather, unread, type Reader, type Tape } from './tape.ts'
import { clip, hostIn, isBinary, withoutLineEnds } from './text.ts'
import { branch, lazyBranch, leaf, tile, tokens, toLineEnd, type Rule } from './tile.ts'

const verbs =
  /^(capability|noop|logout|starttls|authenticate|login|enable|select|examine|create|delete|rename|subscribe|unsubscribe|list|lsub|namespace|status|append|idle|close|unselect|expunge|search|fetch|store|copy|move|uid|check|id|getquota|getquotaroot|sort|thread)$/

/** The size of the literal that a line ends with, and whether it may be sent at once: RFC 7888. */
export function literalAtEnd(line: string): { size: number; atOnce: boolean } | null {
  const found = /\{(\d{1,10})(\+?)\}\r?\n$/.exec(line)
  return found ? { size: Number(found[1]), atOnce: found[2] === '+' } : null
}

/**
 * Cuts out lines with the literals in them, to the end of the last line; null while one is incomplete. A line stops
 * behind the announcement of a literal that the other side must first allow.
 */
export function units(tape: Tape, dir: Direction): (ahead: number) => string | null {
  // What has come of the unit that was asked for last: a literal, or many, may come in many pieces.
  let start = -1
  let text = ''
  let literal: ReturnType<typeof literalAtEnd> = null
  return (ahead) => {
    if (start !== tape.at(dir) + ahead) {
      const line = tape.line(dir, ahead)
      if (!line) return null
      start = tape.at(dir) + ahead
      text = line
      literal = literalAtEnd(line)
    }
    while (literal && (dir === 's2c' || literal.atOnce)) {
      // The line behind it first: while that is incomplete, a long literal need not be looked at.
      const rest = tape.line(dir, ahead + text.length + literal.size)
      if (!rest && !tape.ended) return null
      text += (tape.take(dir, ahead + text.length, literal.size) ?? '') + rest
      literal = literalAtEnd(rest)
    }
    return text
  }
}

// A string that nobody closes is taken whole: each of its escaped quotes would begin the search for its end again.
const argument =
  /(\{\d+\+?\}(?=\r?\n))|("(?:[^"\\\r\n]|\\.)*")|("(?:[^"\\\r\n]|\\.)*)|([()[\]]+)|([ \t]+)|(\r?\n)|([^\s()[\]"]+)/g

/**
 * Arguments: atoms, quoted strings, literals, parentheses. Literals are passed
 * over by their announced size, since they may hold anything.
 */
export function argumentFields(protocol: 'imap' | 'sieve', text: string, start: number): Field[] {
  const out: Field[] = []
  let at = 0
  const plain = (part: string, where: number) =>
    tokens(part, where, argument, [
      `${protocol}.literal_size`,
      `${protocol}.string`,
      'unparsed',
      `${protocol}.bracket`,
      `${protocol}.space`,
      `${protocol}.crlf`,
      (atom, atomStart) => leaf(/^\\/.test(atom) ? `${protocol}.flag` : `${protocol}.atom`, atom, atomStart),
    ])
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at) + 1 || text.length
    const line = text.slice(at, lineEnd)
    for (const field of plain(line, start + at)) out.push(field)
    at = lineEnd
    const literal = literalAtEnd(line)
    if (literal && at < text.length) {
      const bytes = text.slice(at, at + literal.size)
      const children = looksLikeMessage(bytes) ? contentFields(bytes, start + at, false) : []
      out.push(branch(`${protocol}.literal`, children, start + at, start + at + bytes.length, `${bytes.length} bytes`))
      at += bytes.length
    }
  }
  return out
}

/** The literals that hold a message's text. */
function texts(text: string): Disclosure[] {
  const out: Disclosure[] = []
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const found = /^\{(\d+)\+?\}\r?\n/.exec(text.slice(at, at + 20))
    if (!found) continue
    const begin = at + found[0].length
    const bytes = text.slice(begin, begin + Number(found[1]))
    if (looksLikeMessage(bytes)) out.push(...contentDisclosure(bytes))
    at = begin + bytes.length - 1
  }
  return out
}

/** The user and the password of a LOGIN, as far as they have come. See RFC 9051 §6.2.3. */
function loginDisclosure(text: string): Disclosure[] {
  const start = /^\S+ +[A-Za-z-]+ */.exec(text)?.[0].length ?? 0
  const values = argumentFields('imap', text.slice(start), start).flatMap(({ key, start, end }) => {
    const said = text.slice(start, end)
    if (key === 'imap.string') return said.slice(1, -1).replace(/\\(.)/g, '$1')
    return key === 'imap.atom' || key === 'imap.literal' ? said : []
  })
  return values.slice(0, 2).map((value, i) => ({ what: i ? 'password' : 'user', value }))
}

/** A reader of IMAP: cuts the tape into commands, replies and what goes with them. */
export function imap(tape: Tape): Reader {
  /** Commands whose tagged response is still to come. */
  const waiting = tagged()
  let greeted = tape.greeted
  let upgraded = false
  const sasl = saslDialogue('imap')
  /** The server has sent `+`: the client's next line is not a command. */
  let invited = false
  /** The size of a literal that the client has announced and may now send. */
  let literalSize = -1
  /** A LOGIN whose literals are still to come, and how many of its two arguments have been told. */
  let login: { text: string; told: number } | null = null
  const commands = units(tape, 'c2s')
  const responses = units(tape, 's2c')
  const gathered = gather(tape, 's2c')

  /** What a part of a LOGIN adds to what is known of it. */
  function loggingIn(part: string): Disclosure[] {
    if (!login || login.told > 1) return []
    login.text += part
    const news = loginDisclosure(login.text).slice(login.told)
    login.told += news.length
    return news
  }

  function continued(start: number): Reading | null {
    if (literalSize >= 0) {
      const rest = commands(literalSize) ?? ''
      if (!rest && !tape.ended) return null
      const literal = tape.take('c2s', 0, literalSize) ?? ''
      const text = literal + rest
      literalSize = literalAtEnd(rest)?.size ?? -1
      invited = false
      const isText = looksLikeMessage(literal)
      const body = branch(
        'imap.literal',
        isText ? contentFields(literal, start, false) : [],
        start,
        start + literal.length,
      )
      const children = [body, ...argumentFields('imap', rest, start + literal.length)]
      return {
        kind: 'imap.literal',
        slug: 'literal',
        name: `Literal (${literal.length} bytes)`,
        text: withoutLineEnds(text),
        field: branch('imap.continued', children, start, start + text.length),
        discloses: login ? loggingIn(text) : isText ? contentDisclosure(literal) : [],
      }
    }
    const line = tape.line('c2s')
    if (!line) return null
    invited = false
    const discloses: Disclosure[] = []
    const idle = /^done\r?\n?$/i.test(line)
    const { mechanism } = sasl
    const argument = idle ? 'imap.done' : mechanism ? sasl.response(discloses) : 'imap.argument'
    const children = tile(line, start, /^([^\r\n]+)?(\r?\n)?/, [argument, 'imap.crlf'])
    return {
      slug: idle ? 'done' : mechanism ? 'auth-response' : 'continued',
      kind: idle ? 'imap.done' : (saslKind(children) ?? 'imap.continued'),
      name: idle ? 'DONE' : mechanism ? `${mechanism} response` : clip(withoutLineEnds(line)),
      text: withoutLineEnds(line),
      field: branch('imap.continued', children, start, start + line.length),
      discloses,
    }
  }

  function command(): Reading | null {
    const start = tape.at('c2s')
    if (invited) return continued(start)
    const text = commands(0)
    if (text === null) return null
    const [, tag = '', , verbText = ''] = /^([^ \r\n]+)( +)([A-Za-z-]+)/.exec(text) ?? []
    const verb = verbText.toLowerCase()
    const known = verbs.test(verb)
    if (!known && isBinary(text)) return unread('imap', text, start, 'Expected a tagged command, found binary bytes')
    const discloses: Disclosure[] = []
    let args: Rule = (part, at) => argumentFields('imap', part, at)
    if (verb === 'authenticate') {
      args = (part, at) =>
        tile(part, at, /^([\w-]+)( *)([^\s]+)?(\r?\n)?/, [
          sasl.begin,
          'imap.space',
          sasl.response(discloses),
          'imap.crlf',
        ])
    }
    const children = tile(text, start, /^([^ \r\n]+)?( +)?([A-Za-z-]+)?( +)?([^]*)$/, [
      'imap.tag',
      'imap.space',
      known ? `imap.${verb}` : 'imap.command',
      'imap.space',
      args,
    ])
    login = verb === 'login' ? { text: '', told: 0 } : null
    discloses.push(...loggingIn(text))
    for (const each of texts(text)) discloses.push(each)
    literalSize = literalAtEnd(text)?.size ?? -1
    waiting.push(tag, verb)
    const line = withoutLineEnds(text)
    return {
      kind: known ? `imap.${verb}` : 'imap.command',
      slug: known ? verb : 'command',
      name: clip(
        /^(login|authenticate)$/.test(verb) ? line.replace(/^(\S+ \S+ \S+) [^]+/, '$1 …') : (line.split('\n')[0] ?? ''),
      ),
      text: line,
      field: branch('imap.line', children, start, start + text.length),
      discloses,
      ...(known ? {} : { problem: `Expected an IMAP command, found "${clip(line, 40)}"` }),
    }
  }

  function responseFields(text: string, start: number, challenge: Rule | undefined): Field {
    const [, first = '', word = ''] = /^(\S+)(?: +\d+)? *([A-Za-z-]*)/.exec(text) ?? []
    const status = /^(ok|no|bad|bye|preauth)$/i.test(word)
    const data: Rule = (part, at) => {
      if (/^capability$/i.test(word)) {
        return tokens(part, at, /( +)|(\r?\n)|([^\s]+)/g, ['imap.space', 'imap.crlf', 'imap.ability.*'])
      }
      if (!status) return argumentFields('imap', part, at)
      return tile(part, at, /^(\[[^\]\r\n]*\])?( +)?([^]*)$/, [
        (code, where) =>
          branch(
            'imap.code',
            tokens(code, where, /(^\[)|(\])|( +)|((?<=^\[)[A-Za-z][\w-]*)|([^\s\]]+)/g, [
              'imap.bracket',
              'imap.bracket',
              'imap.space',
              'imap.code.*',
              (item, itemAt) => leaf(/^\[capability /i.test(code) ? 'imap.ability.*' : 'imap.atom', item, itemAt),
            ]),
            where,
            where + code.length,
          ),
        'imap.space',
        toLineEnd('imap', 'imap.text'),
      ])
    }
    const children =
      first === '+'
        ? tile(text, start, /^(\+)( +)?([^\r\n]+)?(\r?\n)?/, [
            'imap.plus',
            'imap.space',
            challenge ?? 'imap.text',
            'imap.crlf',
          ])
        : tile(text, start, /^(\S+)( +)?(?:(\d+)( +))?([A-Za-z][\w-]*)?( +)?([^]*)$/, [
            first === '*' ? 'imap.star' : 'imap.tag',
            'imap.space',
            'imap.number',
            'imap.space',
            status ? 'imap.outcome.*' : 'imap.data.*',
            'imap.space',
            data,
          ])
    const key = first === '+' ? 'imap.continuation' : first === '*' ? 'imap.untagged' : 'imap.tagged'
    return branch(key, children, start, start + text.length)
  }

  function response(): Reading | null {
    const start = tape.at('s2c')
    // Data that belong to a command come before its tagged response, and are shown with it.
    const lines = gathered(responses, (text, count) => {
      const untagged = text.startsWith('* ')
      if (!untagged && count && !waiting.has(text.slice(0, text.indexOf(' ')))) return 'next'
      const verb = waiting.first()
      return !untagged || verb === undefined || verb === 'idle' ? 'last' : 'more'
    })
    if (!lines) return null
    const whole = lines.join('')
    const first = lines[0] ?? ''
    const last = lines.at(-1) ?? ''
    if (!/^(\*|\+|[^\s*+]+)[ \r\n]/.test(first) || isBinary(first)) {
      return unread('imap', first, start, 'Expected a response line')
    }
    const greeting = !greeted && waiting.first() === undefined
    greeted = true
    const asking = sasl.challenge()
    const fields = () => {
      let at = start
      return lines.map((line) => {
        at += line.length
        return responseFields(line, at - line.length, asking)
      })
    }
    const [, mark = '', word = ''] = /^(\S+)(?: +\d+)? *([A-Za-z-]*)/.exec(last) ?? []
    // What a challenge is depends on how far the exchange is now.
    const challenge = mark === '+' ? branch('imap.response', fields(), start, start + whole.length) : null
    const outcome = word.toLowerCase() || 'other'
    let kind: string
    let slug: string
    if (mark === '+') {
      invited = true
      slug = sasl.mechanism ? 'auth-challenge' : 'continuation'
      kind = saslKind(challenge?.children?.[0]?.children) ?? 'imap.continuation'
    } else if (mark === '*') {
      slug = greeting ? 'greeting' : outcome
      kind = greeting
        ? outcome === 'ok'
          ? 'imap.greeting'
          : `imap.greeting.${outcome}`
        : outcome === 'bye'
          ? 'imap.bye'
          : `imap.data.${outcome}`
    } else {
      const answered = waiting.take(mark) ?? ''
      const known = verbs.test(answered)
      invited = false
      literalSize = -1
      sasl.end()
      if (answered === 'starttls' && outcome === 'ok') upgraded = true
      slug = `${known ? answered : 'server'}-reply`
      kind = `imap.reply.${outcome === 'ok' && known ? answered : outcome}`
    }
    const host = greeting ? hostIn(first) : undefined
    const title = clip(withoutLineEnds(last))
    return {
      kind,
      slug,
      name:
        lines.length > 1
          ? `${clip(withoutLineEnds(last), 40)} (${lines.length} lines)`
          : (title.split('\n')[0] ?? title),
      text: withoutLineEnds(whole),
      field: challenge ?? lazyBranch('imap.response', fields, start, start + whole.length),
      discloses: [...(host ? [{ what: 'server-name' as const, value: host }] : []), ...texts(whole)],
      ...(last.endsWith('\n') ? {} : { problem: 'The response has no line end' }),
    }
  }

  return {
    next(dir: Direction) {
      if (dir === 's2c') return response()
      // What follows these depends on the server's answer.
      const waits = literalSize >= 0 || /^(starttls|authenticate|idle)$/.test(waiting.last() ?? '')
      if (!invited && waits) {
        if (!tape.ended) return null
        if (tape.silent('s2c') && waiting.last() !== 'starttls') invited = true
        else literalSize = -1
      }
      return command()
    },
    get upgraded() {
      return upgraded
    },
  }
}
