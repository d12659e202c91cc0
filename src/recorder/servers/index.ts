/** Which servers run for what a scenario names in `server.software`. */
import type { ServerSoftware } from '../scenario.ts'
import { cyrus } from './cyrus.ts'
import { dovecot } from './dovecot.ts'
import { dovecot24 } from './dovecot24.ts'
import { exim } from './exim.ts'
import { opensmtpd } from './opensmtpd.ts'
import { makePostfix } from './postfix.ts'
import type { MailServer } from './server.ts'

/** In the order in which they start: Postfix makes the folder in which Dovecot's socket for it lies. */
export const serversOf: Readonly<Record<ServerSoftware, readonly MailServer[]>> = {
  'postfix-dovecot': [makePostfix(null), dovecot],
  'postfix-dovecot-debian-13': [makePostfix('debian-13'), dovecot24],
  exim: [exim],
  opensmtpd: [opensmtpd],
  cyrus: [cyrus],
}
