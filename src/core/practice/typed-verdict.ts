/** What is said of a typed line, and SASL responses compared by what they say. */
import { base64Alphabet, fromBase64, readable } from '../mail/text.ts'

export interface Judgement {
  readonly accepted: boolean
  /** Where it was not: what is wrong, in a sentence. Where it was: what is worth knowing, or nothing. */
  readonly reason: string
}

export const accepted: Judgement = { accepted: true, reason: '' }
export const refused = (reason: string): Judgement => ({ accepted: false, reason })

/** Compares SASL responses by what they say. */
export function judgeBase64(recorded: string, typed: string): Judgement {
  const text = typed.trim()
  const said = fromBase64(text)
  if (said === null) {
    return refused(
      text.length % 4 === 0
        ? 'That is not base64: only letters, digits, +, / and = at the end occur in it.'
        : 'That is not base64: its length is a multiple of four, filled up with =.',
    )
  }
  const wanted = fromBase64(recorded) ?? ''
  if (said === wanted) return accepted
  const [, user, password] = wanted.split('\0')
  if (password === undefined) return refused(`That is base64 of something else: “${printable(said)}”.`)
  const parts = said.split('\0')
  if (parts.length !== 3)
    return refused('PLAIN wants two NUL characters: one before the user, one before the password.')
  if (parts[1] !== user)
    return refused(`The user in it is “${printable(parts[1] ?? '')}”, not the one of this session.`)
  if (parts[2] !== password) return refused('The user is right, the password is not. Upper and lower case count in it.')
  // An authorization identity equal to the user asks for nothing more (RFC 4616 §2).
  return parts[0] === user
    ? accepted
    : refused('Leave what comes before the first NUL empty: you act as yourself, not for someone else.')
}

/** What SASL PLAIN sends, RFC 4616 §2: authorization identity, NUL, user, NUL, password, as base64 of its UTF-8. */
export function plainResponse(user: string, password: string): string {
  return toBase64(`\0${user}\0${password}`)
}

/** Whether a recorded line holds the base64 of SASL PLAIN, and so the learner can be helped with it. */
export function plainIn(recorded: string): { user: string; password: string } | null {
  const said = fromBase64(recorded.split(' ').at(-1) ?? '')
  const [, user, password, more] = said?.split('\0') ?? []
  return user !== undefined && password !== undefined && more === undefined
    ? { user: readable(user), password: readable(password) }
    : null
}

/** Whether a line is the bare base64 of a SASL exchange. A short word in capitals is a command. */
export function isBase64Line(line: string): boolean {
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test(line) && line.length % 4 === 0 && !/^[A-Z]{4,8}$/.test(line)
}

/** Bytes as a learner can read them: UTF-8 where they are that, and a dot for each that is nothing to see. */
function printable(text: string): string {
  const said = readable(text)
  return said.replace(said === text ? /[\x00-\x1f\x7f-\xff]/g : /[\x00-\x1f\x7f-\x9f]/g, '·')
}

function toBase64(text: string): string {
  const bytes = utf8(text)
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3)
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += base64Alphabet.charAt(bits >> 18) + base64Alphabet.charAt((bits >> 12) & 63)
    out +=
      (b === undefined ? '=' : base64Alphabet.charAt((bits >> 6) & 63)) +
      (c === undefined ? '=' : base64Alphabet.charAt(bits & 63))
  }
  return out
}

function utf8(text: string): number[] {
  return [...encodeURIComponent(text).matchAll(/%(..)|(.)/gs)].map(([, hex, plain]) =>
    hex ? parseInt(hex, 16) : (plain ?? '').charCodeAt(0),
  )
}
