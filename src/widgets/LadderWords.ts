/** The words that the players put to a step. */
import type { Leak, Secret } from '../core/timeline/timeline.ts'

/** What `content/explanations/` says of one kind of step. */
export interface Explanation {
  readonly name: string
  readonly meaning: string
  /** As people write it: `RFC 8446 §4.1.2`. */
  readonly source: string
  /** Where the source can be read; none where it is not on the web. */
  readonly href?: string | undefined
}

/** What each secret is called, in the order in which a mail session tells them. */
export const SECRET_NAMES: Readonly<Record<Secret, string>> = {
  'server-name': 'name of the server',
  certificate: 'certificate',
  'client-name': 'name of the client',
  user: 'user name',
  password: 'password',
  sender: 'sender',
  recipient: 'recipient',
  text: 'text of the message',
}

const SHOWN_CHARACTERS = 60

/** A leak as a phrase: `user name: ada@example.test`. */
export function leakInWords(leak: Leak): string {
  const value = leak.value.replaceAll(/\s+/g, ' ').trim()
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)} …` : value
  return `${SECRET_NAMES[leak.what]}: ${shown}`
}
