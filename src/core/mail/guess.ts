import { mailPorts } from '../mail-ports.ts'
import type { MailProtocol } from '../protocol.ts'

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
  return mailPorts[port] ?? null
}
