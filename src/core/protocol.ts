/** The protocols that the course reads. LMTP counts as SMTP. */
export type MailProtocol = 'smtp' | 'imap' | 'pop3' | 'sieve'

/** As people write them. */
export const protocolNames = { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3', sieve: 'ManageSieve' } as const
