import type { Direction, Field, Problem } from '../parse.ts'

/** Something a message tells whoever can read it. */
export interface Disclosure {
  readonly what: 'server-name' | 'client-name' | 'user' | 'password' | 'sender' | 'recipient' | 'text'
  readonly value: string
}

/**
 * One thing said in a mail protocol: a command, a reply with all its lines,
 * one half of a SASL exchange, or a message's text.
 */
export interface MailMessage {
  readonly dir: Direction
  /** Key into `content/explanations/`: `smtp.ehlo`, `smtp.reply.220`, `imap.reply.select`. */
  readonly kind: string
  /** A readable word for it in a link: `ehlo`, `ehlo-reply`, `greeting`. */
  readonly slug: string
  /** Short title: `EHLO laptop.example.test`, `250 (8 lines)`. */
  readonly name: string
  /** The lines without their CR LF; a message's text without its dot-stuffing. */
  readonly text: string
  /** Every byte of it, as offsets into that direction's buffer. */
  readonly field: Field
  readonly discloses: readonly Disclosure[]
  readonly problems: readonly Problem[]
}

/** What a protocol's reader says of a stretch of bytes that it has cut out. */
export type Reading = Omit<MailMessage, 'dir' | 'problems'> & { readonly problem?: string }
