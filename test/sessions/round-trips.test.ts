/** The counts that the lessons teach (facts F4.24 to F4.26), held against recordings that a program drove. */
import { expect, test } from 'vitest'
import { sideOf } from '../../src/widgets/compare/CompareModel.ts'
import { phasesOf } from '../../src/widgets/ladder/LadderRows.ts'
import { getSession } from '../../src/sessions/sessions.ts'

test.each([
  ['imap-implicit-rtt40', 'TLS 1.3', 3],
  ['imap-implicit-tls12-rtt40', 'TLS 1.2', 3],
  ['imap-starttls-rtt40', 'TLS 1.3', 5],
  ['imap-starttls-tls12-rtt40', 'TLS 1.2', 6],
  ['submission-implicit-rtt40', 'TLS 1.3', 4],
  ['submission-implicit-tls12-rtt40', 'TLS 1.2', 4],
  ['submission-starttls-rtt40', 'TLS 1.3', 6],
  ['submission-starttls-tls12-rtt40', 'TLS 1.2', 7],
])('%s: with %s the password leaves after %i round trips', async (id, version, roundTrips) => {
  const { timeline } = await getSession(id)
  expect(timeline.streams[0]?.tls?.version).toBe(version)
  expect(sideOf(timeline).credential?.roundTrips).toBe(roundTrips)
})

test('on 993 and 465 the greeting leaves after two round trips, with TLS 1.2 as with TLS 1.3', async () => {
  for (const door of ['imap-implicit', 'submission-implicit']) {
    const [older, newer] = await Promise.all([getSession(`${door}-tls12-rtt40`), getSession(`${door}-rtt40`)])
    const greeting = ({ timeline }: typeof older) => timeline.steps.find((step) => step.id === 'greeting')?.roundTrips
    expect(greeting(older)).toBe(2)
    expect(greeting(newer)).toBe(2)
  }
})

// Lessons 8 and 11 show these stalls and say why they come. Recorded anew without them, the lessons must say otherwise.
test('on 587 TLS 1.3 needs a round trip fewer and yet more time, since small packets wait for an acknowledgement', async () => {
  const [older, newer] = await Promise.all([
    getSession('submission-starttls-tls12-rtt40'),
    getSession('submission-starttls-rtt40'),
  ])
  const untilLogin = ({ timeline }: typeof older) =>
    (timeline.steps.find(({ id }) => id === 'auth')?.sentMs ?? NaN) - (timeline.steps[0]?.sentMs ?? NaN)
  expect(untilLogin(newer)).toBeGreaterThan(untilLogin(older))
  const sent = (id: string) => newer.timeline.steps.find((step) => step.id === id)?.sentMs ?? NaN
  const roundTripMs = newer.timeline.oneWayMs * 2
  expect(sent('client-finished') - sent('change-cipher-spec-2')).toBeGreaterThan(roundTripMs)
  expect(sent('ehlo-reply-2') - sent('new-session-ticket')).toBeGreaterThan(roundTripMs)
})

test.each([
  ['submission-implicit-rtt40', 4, 1],
  ['submission-starttls-rtt40', 6, 2],
  ['imap-implicit-rtt40', 3, 0],
  ['imap-starttls-rtt40', 5, 1],
  ['pop3-implicit-rtt40', 4, 0],
  ['pop3-stls-rtt40', 6, 1],
  ['submission-implicit-tls12-rtt40', 4, 1],
  ['submission-starttls-tls12-rtt40', 7, 0],
  // Who stands between hands on what the server says, so all of the path counts.
  ['attack-strip-opportunistic', 3, 0],
])('%s: %i round trips and %i waits are all that the link’s delay adds', async (id, roundTrips, waits) => {
  const { timeline } = await getSession(id)
  const [near, far] = [20, 300].map((oneWayMs) => sideOf(timeline, false, oneWayMs).credential)
  expect(near).toMatchObject({ roundTrips, waits })
  expect(far).toMatchObject({ roundTrips, waits })
  expect((far?.ms ?? NaN) - (near?.ms ?? NaN)).toBeCloseTo((roundTrips + waits) * 560, 0)
})

test('what an attacker sends on is counted once, at the client’s end', async () => {
  const { timeline } = await getSession('attack-strip-opportunistic')
  const atClient = timeline.packets.filter(({ from, to }) => from === 'client' || to === 'client')
  expect(atClient.length).toBeLessThan(timeline.packets.length)
  expect(sideOf(timeline, true).whole.bytes).toBe(atClient.reduce((sum, { length }) => sum + length, 0))
})

test.each(['submission-starttls', 'imap-implicit', 'attack-strip-opportunistic', 'attack-command-injection'])(
  'the phases of %s count together as many round trips as its last step',
  async (id) => {
    const { timeline } = await getSession(id)
    const counted = phasesOf(timeline).reduce((sum, { roundTrips }) => sum + roundTrips, 0)
    expect(counted).toBe(timeline.steps.at(-1)?.roundTrips)
    expect(phasesOf(timeline)[0]).toMatchObject({ phase: 'tcp', roundTrips: 1 })
  },
)

test('an excerpt that ends with the answer counts the round trip that it completes, a greeting alone none', async () => {
  const { timeline } = await getSession('submission-starttls')
  const at = (id: string) => timeline.steps.findIndex((step) => step.id === id)
  const counted = (start: string, end: string) => phasesOf(timeline, at(start), at(end)).at(-1)?.roundTrips
  expect(counted('client-hello', 'server-hello')).toBe(1)
  expect(counted('starttls', 'starttls-reply')).toBe(1)
  expect(counted('greeting', 'greeting')).toBe(0)
  expect(counted('client-hello', 'client-hello')).toBe(0)
})
