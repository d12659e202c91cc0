import type { MailProtocol } from './message.ts'

/** What is usually spoken on a port: a convention, so what is said overrules it. */
const ports: Readonly<Record<number, MailProtocol>> = {
  24: 'smtp',
  25: 'smtp',
  110: 'pop3',
  143: 'imap',
  465: 'smtp',
  587: 'smtp',
  993: 'imap',
  995: 'pop3',
  2525: 'smtp',
  4190: 'sieve',
}

/**
 * Which mail protocol a dialogue is, from the first bytes of either side as text and from the port.
 * Null where neither tells.
 */
export function guessProtocol(port: number, client: string, server: string): MailProtocol | null {
  if (/^\d{3}[ -]/.test(server)) return 'smtp'
  if (/^\* (OK|PREAUTH|BYE)\b/i.test(server)) return 'imap'
  if (/^(\+OK|-ERR)\b/i.test(server)) return 'pop3'
  if (/^"IMPLEMENTATION" /i.test(server)) return 'sieve'
  if (/^(EHLO|HELO|LHLO) /i.test(client)) return 'smtp'
  if (/^\S+ (CAPABILITY|LOGIN|STARTTLS|AUTHENTICATE)\b/i.test(client)) return 'imap'
  if (/^(CAPA\b|USER |STLS\b)/i.test(client)) return 'pop3'
  return ports[port] ?? null
}
