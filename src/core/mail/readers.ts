import { imap } from './imap.ts'
import type { MailProtocol } from '../protocol.ts'
import { pop3 } from './pop3.ts'
import { sieve } from './sieve.ts'
import { smtp } from './smtp.ts'
import type { ReaderMaker } from './tape.ts'

/**
 * Every protocol's reader. A page that shows one session loads that session's
 * reader alone instead: `import('./smtp.ts')`.
 */
export const readers: Readonly<Record<MailProtocol, ReaderMaker>> = { smtp, imap, pop3, sieve }
