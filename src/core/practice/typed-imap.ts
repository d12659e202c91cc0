/** IMAP commands as a server takes them. See RFC 9051 §2.2.1, §4.1, §4.3, §9. */
import { accepted, judgeBase64, refused, isBase64Line, type Verdict } from './typed-verdict.ts'

/** Judges a line typed in an IMAP session against the recorded one, as a server would take it. */
export function judgeImap(recorded: string, typed: string): Verdict {
  // What answers a continuation has no tag: DONE (§6.3.13) and SASL responses.
  if (/^done$/i.test(recorded)) {
    return /^done\s*$/i.test(typed) ? accepted : refused('Here IDLE is ended, with one word and no tag.')
  }
  if (!recorded.includes(' ') && isBase64Line(recorded)) return judgeBase64(recorded, typed)
  if (/^\s/.test(typed)) return refused('A command starts with its tag, at the beginning of the line.')

  const [, ...wanted] = wordsOf(recorded)
  const [tag = '', ...given] = wordsOf(typed.trimEnd())
  const want = (wanted[0] ?? '').toUpperCase()
  if (tag.toUpperCase() === want) {
    return refused(`Every command starts with a tag of your choice, such as a1; ${want} comes after it.`)
  }
  if (!/^[^\s(){%*"\\\]+]+$/.test(tag))
    return refused('A tag is made of letters and digits: no +, *, quotes or brackets.')
  if (given.length === 0) return refused('After the tag comes a command.')
  if (given.includes('')) return refused('There is exactly one space between the words.')
  if ((given[0] ?? '').toUpperCase() !== want)
    return refused(`${(given[0] ?? '').toUpperCase()} is not the command that comes here.`)
  return judgeArguments(want, wanted.slice(1), given.slice(1))
}

function judgeArguments(command: string, wanted: readonly string[], given: readonly string[]): Verdict {
  if (given.length < wanted.length) {
    return refused(
      `${command} is right; ${given.length === 0 ? 'something is' : 'something more is'} missing after it.`,
    )
  }
  if (given.length > wanted.length) {
    return refused(
      wanted.length === 0 ? `${command} takes no argument.` : `${command} is right; there is too much after it.`,
    )
  }
  if (command === 'AUTHENTICATE' && wanted.length === 2) {
    if (given[0]?.toUpperCase() !== wanted[0]?.toUpperCase())
      return refused(`The mechanism here is ${wanted[0] ?? ''}.`)
    return judgeBase64(wanted[1] ?? '', given[1] ?? '')
  }
  const wrong = wanted.findIndex((word, i) => !same(command, word, given[i] ?? ''))
  if (wrong < 0) return accepted
  if (command === 'LOGIN') {
    return refused(wrong === 0 ? 'The user is not the one of this session.' : 'The user is right, the password is not.')
  }
  return refused(`${command} is right; “${given[wrong] ?? ''}” is not what this session asks for.`)
}

/** Credentials are compared exactly; mailbox names too, but for INBOX; all else without regard to case. */
function same(command: string, wanted: string, given: string): boolean {
  const a = unquoted(wanted)
  const b = unquoted(given)
  if (a === b) return true
  if (command === 'LOGIN') return false
  if (/^(select|examine|status|append|create|delete|rename|subscribe|unsubscribe|copy|move)$/i.test(command)) {
    if (!wanted.startsWith('(')) return a.toUpperCase() === 'INBOX' && b.toUpperCase() === 'INBOX'
  }
  return items(a) === items(b)
}

/** A parenthesised list says the same in any order, and one item may stand without its parentheses. */
function items(word: string): string {
  const inner = word.startsWith('(') && word.endsWith(')') ? word.slice(1, -1) : word
  return wordsOf(inner.toUpperCase()).sort().join(' ')
}

const unquoted = (word: string): string => (/^".*"$/s.test(word) ? word.slice(1, -1).replace(/\\(["\\])/g, '$1') : word)

/** Splits at single spaces, outside quotes and brackets. A space too many gives an empty word. */
export function wordsOf(line: string): string[] {
  const found: string[] = []
  let word = ''
  let depth = 0
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i)
    if (quoted && c === '\\') word += c + line.charAt(++i)
    else if (c === ' ' && !quoted && depth === 0) {
      found.push(word)
      word = ''
    } else {
      if (c === '"') quoted = !quoted
      if (!quoted && (c === '(' || c === '[')) depth++
      if (!quoted && (c === ')' || c === ']')) depth--
      word += c
    }
  }
  found.push(word)
  return found
}
