/** SMTP commands as a server takes them. See RFC 5321 §2.4 and §4.1. */
import type { Heard } from './typed-heard.ts'
import { accepted, judgeBase64, refused, type Judgement } from './typed-verdict.ts'

/** Judges a line typed in an SMTP session against the recorded one, as a server would take it. */
export function judgeSmtp(recorded: string, typed: string, { extensions }: Heard): Judgement {
  const want = verbOf(recorded)
  const verb = verbOf(typed)
  const given = typed.slice(verb.length)
  const wanted = recorded.slice(want.length).trim()
  if (verb.toUpperCase() !== want.toUpperCase()) {
    if (/^helo$/i.test(verb) && /^ehlo$/i.test(want)) {
      return refused('HELO greets without asking for extensions: the server would not offer STARTTLS or AUTH.')
    }
    return refused(
      verb === '' ? 'A command starts with a verb.' : `${verb.toUpperCase()} is not the command that comes here.`,
    )
  }
  const name = want.toUpperCase()
  const argument = given.trim()
  if (argument !== '' && !given.startsWith(' ')) return refused(`A space belongs after ${name}.`)
  switch (name) {
    case 'EHLO':
    case 'HELO':
      return judgeHost(name, argument)
    case 'MAIL':
      return judgePath('FROM', wanted, argument, extensions)
    case 'RCPT':
      return judgePath('TO', wanted, argument, extensions)
    case 'AUTH':
      return judgeAuth(wanted, argument)
    case 'NOOP':
      return accepted
    default:
      if (argument === wanted) return accepted
      return refused(wanted === '' ? `${name} takes no argument.` : `${name} is right; what follows it is not.`)
  }
}

const verbOf = (line: string): string => /^[A-Za-z]*/.exec(line)?.[0] ?? ''

/** Any host may greet under its own name, or under its address in brackets (RFC 5321 §4.1.1.1, §4.1.3). */
function judgeHost(name: string, argument: string): Judgement {
  if (argument === '') return refused(`${name} is followed by the name of your own host.`)
  if (/\s/.test(argument)) return refused('A host name has no spaces.')
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
  const domain = new RegExp(`^${label}(?:\\.${label})*$`)
  if (domain.test(argument) || /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]$/.test(argument)) return accepted
  return refused(
    'That is no host name: letters, digits and hyphens, in parts joined by dots; or an address in brackets.',
  )
}

/**
 * What may stand after the address (RFC 5321 §4.1.1.11), and the extension that offers it: RFC 1870 §3, RFC 6152 §2,
 * RFC 6531 §3.4, RFC 4954 §5, RFC 3461 §4. Left out is what changes the answers that follow, as BODY=BINARYMIME does.
 */
const PARAMETERS: Readonly<Record<'FROM' | 'TO', readonly (readonly [extension: string, form: RegExp])[]>> = {
  FROM: [
    ['SIZE', /^SIZE=\d{1,20}$/i],
    ['8BITMIME', /^BODY=(?:7BIT|8BITMIME)$/i],
    ['SMTPUTF8', /^SMTPUTF8$/i],
    ['AUTH', /^AUTH=<>$/i],
    ['DSN', /^RET=(?:FULL|HDRS)$/i],
    ['DSN', /^ENVID=[!-*,-<>-~]{1,100}$/i],
  ],
  TO: [
    ['DSN', /^NOTIFY=(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/i],
    ['DSN', /^ORCPT=rfc822;[!-*,-<>-~]+$/i],
  ],
}

/** "Spaces are not permitted on either side of the colon" (RFC 5321 §3.3). */
function judgePath(word: 'FROM' | 'TO', wanted: string, argument: string, extensions: readonly string[]): Judgement {
  const parts = /^([A-Za-z]*)(\s*):(\s*)(<[^>]*>|\S*)(.*)$/.exec(argument)
  if (!parts) return refused(`After the verb comes ${word}: and the address in angle brackets.`)
  const [, given = '', before = '', after = '', path = '', rest = ''] = parts
  if (given.toUpperCase() !== word) return refused(`The word before the colon is ${word}.`)
  if (before !== '' || after !== '') return refused('No space is allowed on either side of the colon.')
  if (!path.startsWith('<')) return refused('The address stands in angle brackets: <…>.')
  const recorded = /^[A-Za-z]*:(<[^>]*>)(.*)$/.exec(wanted)
  if (!sameAddress(path, recorded?.[1] ?? '')) return refused(`${path} is not the address of this session.`)
  if (/^\S/.test(rest)) return refused('A space belongs after the address.')
  return judgeParameters(word, words(recorded?.[2] ?? ''), words(rest), extensions)
}

/** Parameters are the client's choice, as long as the server offered them; those of the session were offered. */
function judgeParameters(
  word: 'FROM' | 'TO',
  recorded: readonly string[],
  given: readonly string[],
  extensions: readonly string[],
): Judgement {
  const offers = (extension: string) => extensions.find((line) => line.split(' ')[0] === extension)
  const sent = recorded.map(keyword)
  for (const [at, parameter] of given.entries()) {
    const name = keyword(parameter)
    if (given.slice(0, at).some((earlier) => keyword(earlier) === name)) return refused(`${name} stands there twice.`)
    if (recorded.includes(parameter)) continue
    const known = PARAMETERS[word].find(([, form]) => form.test(parameter))
    if (!known || !(offers(known[0]) || sent.includes(name)))
      return refused(`The server of this session has offered nothing that would allow ${parameter} here.`)
    const most = Number(offers('SIZE')?.split(' ')[1] ?? 0)
    if (name === 'SIZE' && most > 0 && Number(parameter.slice(5)) > most)
      return refused(`The server has said that it takes no message of more than ${most} bytes.`)
  }
  return accepted
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
const keyword = (parameter: string): string => (parameter.split('=')[0] ?? '').toUpperCase()

/**
 * Domains are compared without regard to case, local parts are not (RFC 5321 §2.4), and whether these stand in quotes
 * makes no difference (§4.1.2).
 */
function sameAddress(one: string, other: string): boolean {
  const fold = (path: string) =>
    path
      .replace(/@[^@>]*>?$/, (domain) => domain.toLowerCase())
      .replace(/^<"([\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)"@/, '<$1@')
  return fold(one) === fold(other)
}

/** RFC 4954 §4. */
function judgeAuth(wanted: string, argument: string): Judgement {
  const [mechanism = '', response] = wanted.split(/ +/)
  const [given = '', ...rest] = argument.split(/ +/)
  if (given.toUpperCase() !== mechanism.toUpperCase()) {
    return refused(
      given === '' ? 'AUTH is followed by the name of a mechanism.' : `The mechanism here is ${mechanism}.`,
    )
  }
  if (response === undefined)
    return rest.length === 0 ? accepted : refused('In this session the response comes in a line of its own.')
  if (rest.length === 0) {
    return refused(
      'That is allowed: the server would ask with 334 first. This session sends the response in the same line.',
    )
  }
  return judgeBase64(response, rest.join(' '))
}
