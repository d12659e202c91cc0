/** IMAP commands as a server takes them. See RFC 9051 §2.2.1, §4.1, §4.3, §9. */
import type { Heard } from './typed-heard.ts'
import { accepted, judgeBase64, refused, isBase64Line, type Judgement } from './typed-verdict.ts'

/** Judges a line typed in an IMAP session against the recorded one, as a server would take it. */
export function judgeImap(recorded: string, typed: string, heard: Heard): Judgement {
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
  return judgeArguments(want, wanted.slice(1), given.slice(1), heard)
}

function judgeArguments(
  command: string,
  wanted: readonly string[],
  given: readonly string[],
  { messages }: Heard,
): Judgement {
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
  const kinds: readonly Argument[] =
    command === 'UID' ? ['word', ...(ARGUMENTS[wanted[0]?.toUpperCase() ?? ''] ?? [])] : (ARGUMENTS[command] ?? [])
  // The last UID is not said to be that of the last message.
  const last = command === 'UID' ? null : messages
  const wrong = wanted.findIndex((word, i) => !same(kinds[i] ?? 'word', word, given[i] ?? '', last))
  if (wrong < 0) return accepted
  if (command === 'LOGIN') {
    return refused(wrong === 0 ? 'The user is not the one of this session.' : 'The user is right, the password is not.')
  }
  return refused(`${command} is right; “${given[wrong] ?? ''}” is not what this session asks for.`)
}

type Argument = 'credential' | 'mailbox' | 'pattern' | 'messages' | 'items' | 'list' | 'word'

/** What stands after a command; what is not named here is a word. */
const ARGUMENTS: Readonly<Record<string, readonly Argument[]>> = {
  LOGIN: ['credential', 'credential'],
  SELECT: ['mailbox'],
  EXAMINE: ['mailbox'],
  CREATE: ['mailbox'],
  DELETE: ['mailbox'],
  SUBSCRIBE: ['mailbox'],
  UNSUBSCRIBE: ['mailbox'],
  APPEND: ['mailbox'],
  RENAME: ['mailbox', 'mailbox'],
  STATUS: ['mailbox', 'list'],
  LIST: ['mailbox', 'pattern'],
  LSUB: ['mailbox', 'pattern'],
  COPY: ['messages', 'mailbox'],
  MOVE: ['messages', 'mailbox'],
  FETCH: ['messages', 'items'],
  STORE: ['messages', 'word', 'items'],
}

/** @param last  the number of the last message; null where it is not known */
function same(kind: Argument, wanted: string, given: string, last: number | null): boolean {
  const [a, b] = [unquoted(wanted), unquoted(given)]
  switch (kind) {
    // Exactly, and as a string or an atom; of mailboxes INBOX alone has no case (§5.1).
    case 'credential':
      return a === b && isString(given)
    case 'mailbox':
    case 'pattern':
      if (!isString(kind === 'pattern' ? given.replace(/[%*]/g, 'x') : given)) return false
      return a === b || (a.toUpperCase() === 'INBOX' && b.toUpperCase() === 'INBOX')
    case 'messages':
      return wanted === given || messagesOf(wanted, last) === (messagesOf(given, last) ?? '')
    case 'items':
      return items(wanted) === items(given)
    case 'list':
      return given.startsWith('(') && items(wanted) === items(given)
    default:
      return a.toUpperCase() === b.toUpperCase()
  }
}

/** Whether a word is a string in quotes, or an atom as it may stand in place of one. */
const isString = (word: string): boolean => /^"(?:[^"\\]|\\["\\])*"$/.test(word) || /^[!#$&'+-Z[\]^-z|}~]+$/.test(word)

const FAST = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']
/** RFC 9051 §6.4.5. */
const MACROS: Readonly<Record<string, readonly string[]>> = {
  FAST,
  ALL: [...FAST, 'ENVELOPE'],
  FULL: [...FAST, 'ENVELOPE', 'BODY'],
}

/** A list says the same in any order; without parentheses stands one item, or a macro for several. */
function items(word: string): string {
  const list = word.startsWith('(') && word.endsWith(')')
  const said = list ? wordsOf(word.slice(1, -1).toUpperCase()) : (MACROS[word.toUpperCase()] ?? [word.toUpperCase()])
  return [...said].sort().join(' ')
}

/**
 * The messages that a sequence set names, written in one way: in order, each once. A server may take them in any order
 * and name none twice (RFC 9051 §9).
 *
 * @returns null where it is no sequence set
 */
function messagesOf(set: string, last: number | null): string | null {
  const ranges: [from: number, to: number][] = []
  for (const part of set.split(',')) {
    const ends = /^(\*|[1-9]\d{0,9})(?::(\*|[1-9]\d{0,9}))?$/.exec(part)
    if (!ends) return null
    const [one, other] = [ends[1], ends[2] ?? ends[1]].map((end) => (end === '*' ? (last ?? Infinity) : Number(end)))
    if (one === undefined || other === undefined) return null
    ranges.push([Math.min(one, other), Math.max(one, other)])
  }
  const joined: [from: number, to: number][] = []
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    const before = joined.at(-1)
    if (before && from <= before[1] + 1) before[1] = Math.max(before[1], to)
    else joined.push([from, to])
  }
  return joined.join(' ')
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
