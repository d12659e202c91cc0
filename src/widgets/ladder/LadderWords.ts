/** The words that the players put to a step. */
import type { DisclosureKind, Leak, Tampering } from '../../core/timeline/timeline.ts'

/** What each secret is called, in the order in which a mail session tells them. */
export const SECRET_NAMES: Readonly<Record<DisclosureKind, string>> = {
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

function shortened(text: string): string {
  const value = text.replaceAll(/\s+/g, ' ').trim()
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)} …` : value
}

/** A leak as a phrase: `user name: ada@example.test`. */
export const leakInWords = (leak: Leak): string => `${SECRET_NAMES[leak.what]}: ${shortened(leak.value)}`

/** The sign before a message that an attacker meddled with; the word for it is `Tampering.what`. */
export const TAMPERING_SIGNS: Readonly<Record<Tampering['what'], string>> = {
  changed: '≠',
  injected: '+',
  removed: '×',
}

/** What an attacker did to a message, as a sentence. */
export function tamperingInWords({ what, took, put }: Tampering): string {
  if (what === 'injected') return 'Nobody sent this: the attacker put it in.'
  if (what === 'removed') return 'The attacker kept this back: it went no further.'
  const quoted = (lines: readonly string[]) => lines.map((line) => `“${shortened(line)}”`).join(', ')
  const done = [took.length > 0 ? `took out ${quoted(took)}` : '', put.length > 0 ? `put in ${quoted(put)}` : '']
  return `The attacker ${done.filter((part) => part !== '').join(' and ') || 'changed this'}.`
}
