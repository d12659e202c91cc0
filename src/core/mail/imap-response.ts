/** What an IMAP server's lines are made of. See RFC 9051 §2.2.2 and §7. */
import type { Field } from '../parse.ts'
import { argumentFields } from './literals.ts'
import { branch, leaf, tile, tokens, toLineEnd, type Rule } from './tile.ts'

/**
 * The fields of one line of a response, with the literals in it.
 *
 * @param start      where it stands, byte of its direction
 * @param challenge  how to read what follows a `+`; text where that is no challenge
 */
export function responseFields(text: string, start: number, challenge: Rule | undefined): Field {
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
