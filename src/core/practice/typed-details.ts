/**
 * What a learner must be told before typing a session's lines: its invented
 * people, passwords and mailboxes. The commands are theirs to know.
 */
import type { MailProtocol } from '../protocol.ts'
import { wordsOf } from './typed-imap.ts'
import { plainIn } from './typed-verdict.ts'

export type Detail = 'user' | 'password' | 'sender' | 'recipient' | 'mailbox'

/** @param lines  the client's recorded lines, in order @returns each detail once, in the order in which it is needed */
export function detailsOf(protocol: MailProtocol, lines: readonly string[]): { what: Detail; value: string }[] {
  const found: { what: Detail; value: string }[] = []
  const tell = (what: Detail, value: string | undefined) => {
    if (value && !found.some((known) => known.what === what && known.value === value)) found.push({ what, value })
  }
  for (const line of lines) {
    const plain = plainIn(line)
    tell('user', plain?.user)
    tell('password', plain?.password)
    tell('sender', /^mail from:<([^>]*)>/i.exec(line)?.[1])
    tell('recipient', /^rcpt to:<([^>]*)>/i.exec(line)?.[1])
    if (protocol === 'pop3') {
      tell('user', /^user (.+)$/i.exec(line)?.[1])
      tell('password', /^pass (.+)$/i.exec(line)?.[1])
    }
    if (protocol === 'imap') {
      const [, command = '', first, second] = wordsOf(line).map((word) => word.replace(/^"(.*)"$/, '$1'))
      if (/^login$/i.test(command)) {
        tell('user', first)
        tell('password', second)
      } else if (/^(select|examine|status)$/i.test(command)) {
        tell('mailbox', first)
      }
    }
  }
  return found
}
