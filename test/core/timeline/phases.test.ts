import { expect, test } from 'vitest'
import type { Conversation, Utterance } from '../../../src/core/conversation/conversation.ts'
import { phases } from '../../../src/core/timeline/phases.ts'

// A draft's version is 0x7f and its number: browsers and servers spoke drafts for years.
test.each([
  ['TLS 1.3', 0x0304, 'handshake'],
  ['draft 28 of TLS 1.3', 0x7f1c, 'handshake'],
  ['TLS 1.2', 0x0303, 'inside'],
])('the first shut record of a client of %s', (_, version, phase) => {
  const phaseOf = phases({ tls: { version } } as Conversation)
  const shut = { inside: false, layer: 'tls', kind: 'tls.application_data', dir: 'c2s' } as Utterance
  expect(phaseOf(shut)).toBe(phase)
  expect(phaseOf(shut)).toBe('inside')
})
