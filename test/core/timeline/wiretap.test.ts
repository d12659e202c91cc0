// What someone on the path learns, in the letters in which it was meant.
import { expect, test } from 'vitest'
import type { Utterance } from '../../../src/core/conversation/conversation.ts'
import { leaksOf } from '../../../src/core/timeline/wiretap.ts'
import { bytesOf, converseBytes } from '../mail/transcript.ts'

const told = (protocol: 'smtp' | 'imap', line: Uint8Array) =>
  converseBytes(protocol, [{ dir: 'c2s', bytes: line }], true).messages.flatMap((mail) =>
    leaksOf({ sealed: false, mail } as Utterance),
  )

test('an address in UTF-8 is given away as it is written', () => {
  expect(told('smtp', bytesOf('MAIL FROM:<jörg@例え.test> SMTPUTF8\r\n'))).toEqual([
    { what: 'sender', value: 'jörg@例え.test' },
  ])
  expect(told('imap', bytesOf('a LOGIN "jörg@例え.test" "鍵"\r\n'))).toEqual([
    { what: 'user', value: 'jörg@例え.test' },
    { what: 'password', value: '鍵' },
  ])
})

test('what is no UTF-8 is given away byte for byte', () => {
  expect(told('smtp', Buffer.from('RCPT TO:<j\xf6rg@example.test>\r\n', 'latin1'))).toEqual([
    { what: 'recipient', value: 'j\xf6rg@example.test' },
  ])
})
