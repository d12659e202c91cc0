/** Puts messages into the lab's mailboxes, as a delivery agent does. */
import { chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Owner of the mailboxes; a number without a name is enough. */
export const mailOwner = 20_000

export interface Message {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

let delivered = 0

/**
 * Writes one message into `<folder>/<to>/new`, in one move, so that a server
 * that watches the folder sees it whole.
 */
export function deliver(folder: string, message: Message, date: Date): void {
  const box = join(folder, message.to)
  for (const name of [box, ...['tmp', 'new', 'cur'].map((sub) => join(box, sub))]) {
    mkdirSync(name, { recursive: true, mode: 0o700 })
    chownSync(name, mailOwner, mailOwner)
  }
  delivered++
  const name = `${Math.floor(date.getTime() / 1000)}.M${delivered}P${process.pid}.mail`
  const temporary = join(box, 'tmp', name)
  writeFileSync(temporary, messageText(message, date), { mode: 0o600 })
  chownSync(temporary, mailOwner, mailOwner)
  renameSync(temporary, join(box, 'new', name))
}

/** The message as a file, header and all. */
export function messageText(message: Message, date: Date): string {
  const lines = [
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${message.from}`,
    `To: Ada <${message.to}>`,
    `Subject: ${message.subject}`,
    `Message-ID: <tea.${delivered}@example.test>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    ...message.text.split('\n'),
  ]
  return `${lines.join('\n')}\n`
}
