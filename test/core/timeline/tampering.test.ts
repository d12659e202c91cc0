// What an attacker in the middle did, told from what came to them and what they sent on.
import { expect, test } from 'vitest'
import { tamperings } from '../../../src/core/timeline/tampering.ts'
import type { PartyId } from '../../../src/core/timeline/timeline.ts'

const said = (from: PartyId, to: PartyId, text: string) => ({
  from,
  to,
  layer: 'smtp' as const,
  kind: 'smtp.line',
  name: text.split('\n')[0] ?? '',
  text,
})
const passed = (text: string) => [said('client', 'attacker', text), said('attacker', 'server', text)]

test('what is passed on as it came is left alone', () => {
  expect(tamperings([...passed('EHLO a'), ...passed('QUIT')])).toEqual([undefined, undefined, undefined, undefined])
})

test('a changed reply names the line that was taken out and the one that was put in', () => {
  const steps = [
    said('server', 'attacker', '250-mail\n250-STARTTLS\n250 DSN'),
    said('attacker', 'client', '250-mail\n250-AUTH PLAIN\n250 DSN'),
  ]
  expect(tamperings(steps)).toEqual([undefined, { what: 'changed', took: ['250-STARTTLS'], put: ['250-AUTH PLAIN'] }])
})

test('a line that nobody sent is injected', () => {
  expect(tamperings([...passed('STARTTLS'), said('attacker', 'server', 'RSET'), ...passed('QUIT')])[2]).toEqual({
    what: 'injected',
    took: [],
    put: ['RSET'],
  })
})

test('a line that goes no further is removed, and those after it are not taken for changed', () => {
  const steps = [...passed('EHLO a'), said('client', 'attacker', 'STARTTLS'), ...passed('QUIT')]
  expect(tamperings(steps).map((each) => each?.what)).toEqual([undefined, undefined, 'removed', undefined, undefined])
})

test('without an attacker nothing was done', () => {
  expect(tamperings([said('client', 'server', 'QUIT')])).toEqual([undefined])
})
