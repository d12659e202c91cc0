/** What the server has said before a line, as far as it decides what else could stand there. */
export interface Heard {
  /** SMTP: what its last reply to EHLO offers, a line each: `SIZE 10240000`. */
  readonly extensions: readonly string[]
  /** IMAP: how many messages the mailbox has; null where none is open. */
  readonly messages: number | null
}

export const NOTHING_HEARD: Heard = { extensions: [], messages: null }

interface Said {
  readonly to: string
  readonly kind: string
  readonly text: string
}

/** @param steps  of a session @param index  of the client's line among them */
export function heardBefore(steps: readonly Said[], index: number): Heard {
  let { extensions, messages } = NOTHING_HEARD
  for (const { to, kind, text } of steps.slice(0, index)) {
    if (to !== 'client') continue
    // Each begins with its code and a hyphen or a space; the first says who greets.
    if (kind === 'smtp.reply.ehlo')
      extensions = text
        .split('\n')
        .slice(1)
        .map((line) => line.slice(4).toUpperCase())
    if (!kind.startsWith('imap.')) continue
    for (const [, count, , gone] of text.matchAll(/^\* (?:(\d+) (EXISTS)|\d+ (EXPUNGE))$/gim)) {
      if (count !== undefined) messages = Number(count)
      else if (gone !== undefined && messages !== null) messages--
    }
  }
  return { extensions, messages }
}
