/** ManageSieve commands and responses. See RFC 5804 §1.2 (syntax), §1.7 (capabilities), §2 (commands). */
import type { Direction, Field } from '../parse.ts'
import { argumentFields, literalAtEnd, units } from './literals.ts'
import type { Disclosure, Reading } from './message.ts'
import { queue } from './queue.ts'
import { saslDialogue } from './sasl.ts'
import { gather, unread, type Reader, type Tape } from './tape.ts'
import { clip, isBinary, withoutLineEnds } from './text.ts'
import { branch, tile, type Rule } from './tile.ts'

const verbs =
  /^(authenticate|starttls|logout|capability|havespace|putscript|listscripts|setactive|getscript|deletescript|renamescript|checkscript|noop|unauthenticate)$/

/** Splits quotes from what stands in them. */
const quoted =
  (inner: Rule): Rule =>
  (text, start) =>
    tile(text, start, /^(")([^"]*)(")/, ['sieve.quote', inner, 'sieve.quote'])

/** A reader of ManageSieve: cuts the tape into commands, replies and what goes with them. */
export function sieve(tape: Tape): Reader {
  /** Commands whose response is still to come. */
  const waiting = queue<string>()
  let greeted = tape.greeted
  let upgraded = false
  const sasl = saslDialogue('sieve')
  const commands = units(tape, 'c2s')
  const responses = units(tape, 's2c')
  const gathered = gather(tape, 's2c')

  function command(): Reading | null {
    const start = tape.at('c2s')
    const text = commands(0)
    if (text === null) return null
    const discloses: Disclosure[] = []
    const response = sasl.response(discloses)
    const line = withoutLineEnds(text)
    if (sasl.asked) {
      const children = tile(text, start, /^("[^"]*")?([^]*)$/, [
        quoted(response),
        (part, at) => argumentFields('sieve', part, at),
      ])
      return sasl.answer(text, start, children, discloses)
    }
    const verb = (/^[A-Za-z]+/.exec(text)?.[0] ?? '').toLowerCase()
    const known = verbs.test(verb)
    if (!known && isBinary(text)) return unread('sieve', text, start, 'Expected a command line, found binary bytes')
    const args: Rule =
      verb === 'authenticate'
        ? (part, at) =>
            tile(part, at, /^("[^"]*")( *)("[^"]*")?(\r?\n)?/, [
              quoted(sasl.begin),
              'sieve.space',
              quoted(response),
              'sieve.crlf',
            ])
        : (part, at) => argumentFields('sieve', part, at)
    const children = tile(text, start, /^([A-Za-z]+)?( +)?([^]*)$/, [
      known ? `sieve.${verb}` : 'sieve.command',
      'sieve.space',
      args,
    ])
    if (verb === 'putscript' && known) {
      const script = text.slice(text.indexOf('\n') + 1 || text.length).trim()
      if (script) discloses.push({ what: 'text', value: clip(script.split('\n')[0] ?? '', 120) })
    }
    waiting.push(verb)
    return {
      kind: known ? `sieve.${verb}` : 'sieve.command',
      slug: known ? verb : 'command',
      name: clip(verb === 'authenticate' ? line.replace(/^(\S+ \S+) [^]+/, '$1 …') : (line.split('\n')[0] ?? '')),
      text: line,
      field: branch('sieve.line', children, start, start + text.length),
      discloses,
      ...(known ? {} : { problem: `Expected a ManageSieve command, found "${clip(line, 40)}"` }),
    }
  }

  function response(): Reading | null {
    const start = tape.at('s2c')
    const lines = gathered(responses, (text) =>
      /^(OK|NO|BYE)\b/i.test(text) || (waiting.first() === 'authenticate' && sasl.mechanism) ? 'last' : 'more',
    )
    if (!lines) return null
    const whole = lines.join('')
    const first = lines[0] ?? ''
    const last = lines.at(-1) ?? ''
    if (isBinary(first)) return unread('sieve', first, start, 'Expected a response line')
    const outcome = (/^(OK|NO|BYE)\b/i.exec(last)?.[0] ?? '').toLowerCase()
    const greeting = !greeted && waiting.first() === undefined
    greeted = true
    const verb = waiting.first() ?? ''
    const challenge = outcome ? undefined : sasl.challenge()
    if (outcome) {
      if (!greeting) waiting.shift()
      if (verb === 'starttls' && outcome === 'ok') upgraded = true
      sasl.end()
    }
    sasl.asked = challenge !== undefined
    const listing = greeting || verb === 'capability' || verb === ''
    let at = start
    const children: Field[] = lines.map((line) => {
      const begin = at
      at += line.length
      const parts = /^(OK|NO|BYE)\b/i.test(line)
        ? tile(line, begin, /^([A-Za-z]+)( +)?(\([^)\r\n]*\))?( +)?([^]*)$/, [
            'sieve.outcome.*',
            'sieve.space',
            'sieve.code',
            'sieve.space',
            (part, where) => argumentFields('sieve', part, where),
          ])
        : challenge
          ? tile(line, begin, /^("[^"]*")?([^]*)$/, [
              quoted(challenge),
              (part, where) => argumentFields('sieve', part, where),
            ])
          : tile(line, begin, /^("[^"\r\n]*")?( +)?([^]*)$/, [
              quoted(listing ? 'sieve.ability.*' : 'sieve.string'),
              'sieve.space',
              (part, where) => argumentFields('sieve', part, where),
            ])
      return branch('sieve.response_line', parts, begin, at)
    })
    const title = clip(withoutLineEnds(last), 40)
    return {
      slug: greeting ? 'greeting' : challenge ? 'auth-challenge' : `${verb || 'capability'}-reply`,
      kind: greeting
        ? 'sieve.greeting'
        : challenge
          ? 'sasl.challenge'
          : outcome === 'ok'
            ? `sieve.reply.${verb || 'capability'}`
            : `sieve.reply.${outcome || 'other'}`,
      name: lines.length > 1 ? `${title} (${lines.length} lines)` : title,
      text: withoutLineEnds(whole),
      field: branch('sieve.response', children, start, start + whole.length),
      discloses: [],
      ...(literalAtEnd(last) || !last.endsWith('\n') ? { problem: 'The response is cut short' } : {}),
    }
  }

  return {
    next(dir: Direction) {
      if (dir === 's2c') return response()
      if (!tape.ended && !sasl.asked && /^(starttls|authenticate)$/.test(waiting.last() ?? '')) return null
      return command()
    },
    get upgraded() {
      return upgraded
    },
  }
}
