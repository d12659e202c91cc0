/** SMTP commands as a server takes them. See RFC 5321 §2.4 and §4.1. */
import { accepted, judgeBase64, refused, type Verdict } from './typed-verdict.ts'

/** Judges a line typed in an SMTP session against the recorded one, as a server would take it. */
export function judgeSmtp(recorded: string, typed: string): Verdict {
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
      return judgePath('FROM', wanted, argument)
    case 'RCPT':
      return judgePath('TO', wanted, argument)
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
function judgeHost(name: string, argument: string): Verdict {
  if (argument === '') return refused(`${name} is followed by the name of your own host.`)
  if (/\s/.test(argument)) return refused('A host name has no spaces.')
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
  const domain = new RegExp(`^${label}(?:\\.${label})*$`)
  if (domain.test(argument) || /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]$/.test(argument)) return accepted
  return refused(
    'That is no host name: letters, digits and hyphens, in parts joined by dots; or an address in brackets.',
  )
}

/** "Spaces are not permitted on either side of the colon" (RFC 5321 §3.3). */
function judgePath(word: 'FROM' | 'TO', wanted: string, argument: string): Verdict {
  const parts = /^([A-Za-z]*)(\s*):(\s*)(<[^>]*>|\S*)(.*)$/.exec(argument)
  if (!parts) return refused(`After the verb comes ${word}: and the address in angle brackets.`)
  const [, given = '', before = '', after = '', path = '', rest = ''] = parts
  if (given.toUpperCase() !== word) return refused(`The word before the colon is ${word}.`)
  if (before !== '' || after !== '') return refused('No space is allowed on either side of the colon.')
  if (!path.startsWith('<')) return refused('The address stands in angle brackets: <…>.')
  const recorded = /^[A-Za-z]*:(<[^>]*>)(.*)$/.exec(wanted)
  if (!sameAddress(path, recorded?.[1] ?? '')) return refused(`${path} is not the address of this session.`)
  // Parameters are the client's choice, as long as the server offered them; those of the session were offered.
  const offered = words(recorded?.[2] ?? '').map(keyword)
  const unknown = words(rest).find((parameter) => !offered.includes(keyword(parameter)))
  return unknown === undefined ? accepted : refused(`This session does without the parameter ${unknown}.`)
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
const keyword = (parameter: string): string => (parameter.split('=')[0] ?? '').toUpperCase()

/** Domains are compared without regard to case; local parts are not (RFC 5321 §2.4). */
function sameAddress(one: string, other: string): boolean {
  const fold = (path: string) => path.replace(/@[^@>]*>?$/, (domain) => domain.toLowerCase())
  return fold(one) === fold(other)
}

/** RFC 4954 §4. */
function judgeAuth(wanted: string, argument: string): Verdict {
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
