/** The one account of the lab, invented. Scenarios type it; servers know it. */
export const account = {
  user: 'ada@example.test',
  password: 'analytical-engine',
} as const

/** The message that waits in the mailbox, so that there is something to fetch. */
export const waitingMessage = {
  from: 'Charles <charles@example.test>',
  subject: 'Tea on Thursday',
  text: 'Ada,\n\ncome for tea on Thursday. The engine is nearly done.\n\nCharles',
}

/** `message.txt` in the client's home, for clients that send a file. */
export const messageToSend = `From: Ada <${account.user}>
To: Charles <charles@example.test>
Subject: Tea on Thursday

I will bring the notes.
The engine can wait.
`
