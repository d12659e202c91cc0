import { expect, test } from 'vitest'
import { readers } from '../../../src/core/mail/readers.ts'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { readStreams } from '../../../src/core/pcap/tcp.ts'
import { readConversation } from '../../../src/core/conversation/conversation.ts'
import { readKeyLog } from '../../../src/core/tls/keylog.ts'
import { nodeCiphers } from '../../../src/dissect/node-ciphers.ts'
import { sessions } from '../../fuzz/inputs.ts'
import { leaves } from './transcript.ts'

test('every byte of mail in every recording is in a field that has a name', async () => {
  const unnamed: string[] = []
  let lines = 0
  for (const { name, bytes } of sessions()) {
    const capture = readCapture(bytes).value
    const secrets = readKeyLog(capture.secrets)
    for (const stream of readStreams(capture).value) {
      const { utterances } = await readConversation(stream, { readers, secrets, ciphers: nodeCiphers })
      for (const { mail } of utterances) {
        if (!mail) continue
        lines++
        if (leaves(mail.field).some(({ key }) => key === 'unparsed')) unnamed.push(`${name}: ${mail.text}`)
      }
    }
  }
  expect(lines).toBeGreaterThan(1000)
  expect(unnamed).toEqual([])
})
