/**
 * Judges a line that a learner typed in the place of a recorded one: accepted
 * is what the protocol would have taken for the same thing.
 */
import type { MailProtocol } from '../protocol.ts'
import { NOTHING_HEARD } from './typed-heard.ts'
import { judgeImap, wordsOf } from './typed-imap.ts'
import { judgeSmtp } from './typed-smtp.ts'
import { accepted, isBase64Line, judgeBase64, refused, type Judgement } from './typed-verdict.ts'

/**
 * @param recorded  the client's line in the session, without its line end
 * @param heard     what the server has said before it
 */
export function judgeLine(protocol: MailProtocol, recorded: string, typed: string, heard = NOTHING_HEARD): Judgement {
  if (typed.trim() === '') return refused('An empty line is no command.')
  if (typed === recorded) return accepted
  if (protocol === 'imap') return judgeImap(recorded, typed, heard)
  if (isBase64Line(recorded)) return judgeBase64(recorded, typed)
  if (/^\s/.test(typed)) return refused('A command starts at the beginning of the line: take the space away.')
  return protocol === 'smtp' ? judgeSmtp(recorded, typed, heard) : judgeWords(recorded, typed)
}

/** The shape of the line, without what the session fills in. */
export function hintFor(protocol: MailProtocol, recorded: string): string {
  if (isBase64Line(recorded) && protocol !== 'imap') return 'One word: the answer in base64.'
  const words = protocol === 'imap' ? wordsOf(recorded) : recorded.split(' ')
  if (protocol === 'imap' && words.length > 1) return `tag ${shape(words.slice(1), 1)}`
  return shape(words, /^(mail|rcpt)$/i.test(words[0] ?? '') ? 2 : 1)
}

/** A keyword in any case, one space, then arguments exactly (POP3, RFC 1939 §3; ManageSieve, RFC 5804 §1.2). */
function judgeWords(recorded: string, typed: string): Judgement {
  const [want = '', ...wanted] = recorded.split(' ')
  const [verb = '', ...given] = typed.trimEnd().split(' ')
  if (verb.toUpperCase() !== want.toUpperCase()) return refused(`“${verb}” is not the command that comes here.`)
  if (want.toUpperCase() === 'AUTH' && wanted.length > 1 && given.length > 1) {
    return given[0]?.toUpperCase() === wanted[0]?.toUpperCase()
      ? judgeBase64(wanted[1] ?? '', given.slice(1).join(' '))
      : refused(`The mechanism here is ${wanted[0] ?? ''}.`)
  }
  const same = (a: string, b: string) => a === b || (/^\d+$/.test(a) && /^\d+$/.test(b) && Number(a) === Number(b))
  if (given.length === wanted.length && given.every((word, i) => same(word, wanted[i] ?? ''))) return accepted
  if (wanted.length === 0) return refused(`${want} takes no argument here.`)
  if (given.includes('')) return refused('There is one space between the words, and no more.')
  if (given.length < wanted.length) return refused(`${want} is right; an argument is missing after it.`)
  return refused(`${want} is right; what follows it is not.`)
}

function shape(words: readonly string[], kept: number): string {
  return words
    .map((word, i) => (i < kept ? word.replace(/<[^>]*>/, '<address>') : word.startsWith('(') ? '(…)' : '…'))
    .join(' ')
}
