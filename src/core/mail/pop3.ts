/**
 * POP3 commands and responses. See RFC 1939 §3, RFC 2449 §5 (CAPA) and §8 (response codes), RFC 2595 §4 (STLS), RFC 5034
 * (AUTH), RFC 6856 §3 (LANG).
 */
import type { Direction, Field } from '../parse.ts'
import { contentDisclosure, contentFields, unstuffed } from './content.ts'
import type { Disclosure, Reading } from './message.ts'
import { queue } from './queue.ts'
import { saslDialogue, saslKind } from './sasl.ts'
import { unread, untilDot, type Reader, type Tape } from './tape.ts'
import { clip, hostIn, isBinary, withoutLineEnds } from './text.ts'
import { branch, lazyBranch, leaf, tile, toLineEnd, type Rule } from './tile.ts'

const verbs = /^(user|pass|apop|auth|stls|capa|stat|list|uidl|retr|top|dele|noop|rset|quit|utf8|lang)$/

/** @param said  reads what stands behind the indicator and the code; a text where it is left out */
function statusLine(line: string, start: number, indicator: string, said: Rule = 'pop3.text'): Field {
  const parts = tile(line, start, /^(\+OK|-ERR|\+)( +)?(?:(\[[A-Za-z/-]+\])( +)?)?([^]*)$/i, [
    indicator,
    'pop3.space',
    'pop3.code.*',
    'pop3.space',
    toLineEnd('pop3', said),
  ])
  return branch('pop3.status_line', parts, start, start + line.length)
}

/** The lines between a status line and the dot, each with an item of this kind and what is said of it. */
function listLines(content: string, start: number, item: string): Field[] {
  let at = start
  return (content.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const parts = tile(line, at, /^([^\s]+)?( +)?([^]*)$/, [item, 'pop3.space', toLineEnd('pop3', 'pop3.argument')])
    at += line.length
    return branch('pop3.list_line', parts, at - line.length, at)
  })
}

/** A reader of POP3: cuts the tape into commands, replies and what goes with them. */
export function pop3(tape: Tape): Reader {
  /** Commands whose response is still to come. */
  const waiting = queue<{ verb: string; bare: boolean }>()
  let greeted = tape.greeted
  let upgraded = false
  const sasl = saslDialogue('pop3')

  function command(): Reading | null {
    const start = tape.at('c2s')
    const text = tape.line('c2s')
    if (!text) return null
    const line = withoutLineEnds(text)
    const discloses: Disclosure[] = []
    const response = sasl.response(discloses)
    if (sasl.asked) {
      waiting.push({ verb: 'auth', bare: false })
      const children = tile(text, start, /^([^\r\n]+)?(\r?\n)?/, [response, 'pop3.crlf'])
      return sasl.answer(text, start, children, discloses)
    }
    const verb = (/^[A-Za-z0-9]+/.exec(text)?.[0] ?? '').toLowerCase()
    const known = verbs.test(verb)
    if (!known && isBinary(text)) return unread('pop3', text, start, 'Expected a command line, found binary bytes')
    const argument: Rule =
      verb === 'auth'
        ? (part, at) => tile(part, at, /^([\w-]+)( *)(\S+)?/, [sasl.begin, 'pop3.space', response])
        : 'pop3.argument'
    const children = tile(text, start, /^([A-Za-z0-9]+)?([ \t]+)?([^]*)$/, [
      known ? `pop3.${verb}` : 'pop3.command',
      'pop3.space',
      toLineEnd('pop3', argument, ' \t'),
    ])
    const said = line.slice(verb.length).trim()
    if (verb === 'user' || verb === 'apop') discloses.push({ what: 'user', value: said.split(' ')[0] ?? '' })
    if (verb === 'pass') discloses.push({ what: 'password', value: said })
    waiting.push({ verb, bare: !said })
    return {
      kind: known ? `pop3.${verb}` : 'pop3.command',
      slug: known ? verb : 'command',
      name:
        clip(verb === 'pass' ? 'PASS …' : verb === 'auth' ? line.replace(/^(\S+ \S+) .+/, '$1 …') : line) ||
        '(empty line)',
      text: line,
      field: branch('pop3.line', children, start, start + text.length),
      discloses,
      ...(known ? {} : { problem: `Expected a POP3 command, found "${clip(line, 40)}"` }),
    }
  }

  function response(): Reading | null {
    const start = tape.at('s2c')
    const first = tape.line('s2c')
    if (!first) return null
    const positive = /^\+OK/i.test(first)
    const challenge = !positive && /^\+[ \r\n]/.test(first)
    if (!positive && !challenge && !/^-ERR/i.test(first)) return unread('pop3', first, start, 'Expected +OK or -ERR')
    const greeting = !greeted && !waiting.first()
    const answered = greeting ? undefined : waiting.first()
    const verb = answered?.verb ?? ''
    const several =
      positive && (/^(retr|top|capa)$/.test(verb) || (/^(list|uidl|auth|lang)$/.test(verb) && answered?.bare === true))
    let text = first
    if (several) {
      const rest = untilDot(tape, 's2c', first.length)
      if (rest === null) return null
      text += rest
    }
    greeted = true
    if (!greeting) waiting.shift()
    if (verb === 'stls' && positive) upgraded = true
    const asking = challenge ? sasl.challenge() : undefined
    if (verb === 'auth') {
      sasl.asked = challenge
      if (!challenge) sasl.end()
    }
    const status = statusLine(first, start, positive ? 'pop3.ok' : challenge ? 'pop3.plus' : 'pop3.err', asking)
    const end = text.length > first.length ? (/\n(\.\r?\n)$/.exec(text.slice(-4))?.[1] ?? '') : ''
    const content = text.slice(first.length, text.length - end.length)
    const contentStart = start + first.length
    const isText = /^(retr|top)$/.test(verb)
    const fields = () => contentFields(content, contentStart, true)
    const inside = !isText
      ? listLines(content, contentStart, verb === 'capa' ? 'pop3.capability.*' : 'pop3.item')
      : content
        ? [lazyBranch('pop3.message', fields, contentStart, contentStart + content.length)]
        : []
    const children = [status, ...inside]
    if (end) children.push(leaf('pop3.end', end, start + text.length - end.length))
    // `[IMPLEMENTATION]` lines tell less than the greeting, which often names the host.
    const host = greeting ? hostIn(first) : undefined
    const lines = content.split('\n').length - 1
    return {
      slug: greeting ? 'greeting' : challenge ? 'auth-challenge' : `${verbs.test(verb) ? verb : 'server'}-reply`,
      kind: greeting
        ? 'pop3.greeting'
        : challenge
          ? (saslKind(status.children) ?? 'pop3.continuation')
          : positive && verbs.test(verb)
            ? `pop3.reply.${verb}`
            : positive
              ? 'pop3.ok'
              : 'pop3.err',
      name: several ? `${clip(withoutLineEnds(first), 40)} (${lines + 1} lines)` : clip(withoutLineEnds(first)),
      text: withoutLineEnds(isText ? unstuffed(first + content) : first + content),
      field: branch('pop3.response', children, start, start + text.length),
      discloses: [
        ...(host ? [{ what: 'server-name' as const, value: host }] : []),
        ...(isText && content ? contentDisclosure(content) : []),
      ],
      ...(several && !end ? { problem: 'The response has no line with a single dot to end it' } : {}),
    }
  }

  return {
    next(dir: Direction) {
      if (dir === 's2c') return response()
      if (!tape.ended && /^(stls|auth)$/.test(waiting.last()?.verb ?? '')) return null
      return command()
    },
    get upgraded() {
      return upgraded
    },
  }
}
