/** IMAP commands and responses. See RFC 9051 §2.2, §6, §7 and, for what older servers still say, RFC 3501. */
import type { Direction, Field } from '../parse.ts'
import { contentDisclosure, contentFields, looksLikeMessage } from './content.ts'
import { responseFields } from './imap-response.ts'
import { argumentFields, literalAtEnd, texts, units } from './literals.ts'
import type { Disclosure, Reading } from './message.ts'
import { tagged } from './queue.ts'
import { saslDialogue, saslKind } from './sasl.ts'
import { gather, unread, type Reader, type Tape } from './tape.ts'
import { clip, hostIn, isBinary, withoutLineEnds } from './text.ts'
import { branch, lazyBranch, tile, type Rule } from './tile.ts'

const verbs =
  /^(capability|noop|logout|starttls|authenticate|login|enable|select|examine|create|delete|rename|subscribe|unsubscribe|list|lsub|namespace|status|append|idle|close|unselect|expunge|search|fetch|store|copy|move|uid|check|id|getquota|getquotaroot|sort|thread)$/

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

type Meaning = Pick<Reading, 'kind' | 'slug'>

function untaggedMeaning(outcome: string, greeting: boolean): Meaning {
  if (greeting) return { slug: 'greeting', kind: outcome === 'ok' ? 'imap.greeting' : `imap.greeting.${outcome}` }
  return { slug: outcome, kind: outcome === 'bye' ? 'imap.bye' : `imap.data.${outcome}` }
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

  /** The server asks for more: what comes next is no command. */
  function invitation(challenge: Field): Meaning {
    invited = true
    return {
      slug: sasl.mechanism ? 'auth-challenge' : 'continuation',
      kind: saslKind(challenge.children?.[0]?.children) ?? 'imap.continuation',
    }
  }

  /** A tagged response ends the command with its tag, and what that had begun. */
  function answer(tag: string, outcome: string): Meaning {
    const answered = waiting.take(tag) ?? ''
    const known = verbs.test(answered)
    invited = false
    literalSize = -1
    sasl.end()
    if (answered === 'starttls' && outcome === 'ok') upgraded = true
    return {
      slug: `${known ? answered : 'server'}-reply`,
      kind: `imap.reply.${outcome === 'ok' && known ? answered : outcome}`,
    }
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
    const meaning = challenge
      ? invitation(challenge)
      : mark === '*'
        ? untaggedMeaning(outcome, greeting)
        : answer(mark, outcome)
    const host = greeting ? hostIn(first) : undefined
    const title = clip(withoutLineEnds(last))
    return {
      ...meaning,
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
