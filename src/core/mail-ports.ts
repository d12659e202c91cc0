import type { MailProtocol } from './protocol.ts'

/** What is usually spoken on the ports that the course is about: a convention, so what is said overrules it. */
export const mailPorts: Readonly<Record<number, MailProtocol>> = {
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
