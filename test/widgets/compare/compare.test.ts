// What the page of comparisons counts, and where it puts it.
import { expect, test } from 'vitest'
import { getSession, sessionIds } from '../../../src/sessions/sessions.ts'
import { checksOf, errorInWords } from '../../../src/widgets/compare/CompareError.ts'
import { computedInWords, sourceInWords, worthInWords } from '../../../src/widgets/compare/CompareFigures.ts'
import { axisOf, countAt, sideOf, tripsInWords } from '../../../src/widgets/compare/CompareModel.ts'
import { addressOf, isAbout, readSetting, writeSetting } from '../../../src/widgets/compare/CompareUrl.ts'
import { submission } from '../../fixtures/submission.ts'

const side = sideOf(submission)

test('the first credential is AUTH, sealed, with the round trips before it', () => {
  expect(side.credential).toMatchObject({ ms: 6600, roundTrips: 6, sealed: true })
  expect(side.credential!.bytes).toBeLessThan(side.whole.bytes)
})

test('counts grow with time and end at the whole', () => {
  expect(countAt(side, -1)).toMatchObject({ roundTrips: 0, bytes: 0, phase: null })
  expect(countAt(side, 1e9)).toMatchObject({ roundTrips: side.whole.roundTrips, bytes: side.whole.bytes })
})

test('at the end as much has been said as in the whole conversation, its last acknowledgement included', () => {
  const last = submission.packets.at(-1)!
  const acknowledged = sideOf({
    ...submission,
    packets: [...submission.packets, { ...last, sentMs: last.arrivesMs, arrivesMs: last.arrivesMs + 20, length: 52 }],
  })
  expect(acknowledged.whole).toMatchObject({ bytes: side.whole.bytes + 52, ms: side.whole.ms + 20 })
  expect(countAt(acknowledged, acknowledged.whole.ms)).toMatchObject(acknowledged.whole)
})

test('by phase, a phase begins at one height for both', () => {
  const slow = sideOf({
    ...submission,
    steps: submission.steps.map((step) => ({ ...step, sentMs: step.sentMs * 2, arrivesMs: step.arrivesMs * 2 })),
  })
  const [left, right] = axisOf([side, slow], 'phase')
  for (const phase of ['tcp', 'upgrade', 'handshake', 'inside'] as const) {
    const start = (of: typeof side) => of.phases.find((each) => each.phase === phase)!.startMs
    expect(left!(phase, start(side))).toBeCloseTo(right!(phase, start(slow)), 3)
  }
})

test('where a person typed, pauses are cut and travelling is kept', () => {
  const typed = sideOf(submission, true)
  expect(typed.whole.ms).toBeLessThan(2000)
  expect(typed.whole).toMatchObject({ roundTrips: side.whole.roundTrips, bytes: side.whole.bytes })
  for (const arrow of typed.arrows) expect(arrow.endMs - arrow.startMs).toBeCloseTo(20, 3)
})

test('trips are counted in words, waits only where there are any', () => {
  expect(tripsInWords({ roundTrips: 1, waits: 0 })).toBe('1 round trip')
  expect(tripsInWords({ roundTrips: 6, waits: 1 })).toBe('6 round trips and 1 wait for an acknowledgement')
  expect(tripsInWords({ roundTrips: 0, waits: 2 })).toBe('0 round trips and 2 waits for an acknowledgement')
})

test('how far the model is off is stated where a recording tells, and where none does, that', () => {
  expect(errorInWords(submission, [])).toBe('not checked against a recording, since none was made at another delay.')
  expect(errorInWords(submission, [{ ...submission, oneWayMs: 100 }])).toMatch(/^held against recordings, at 200 ms /)
})

const others = (family: string) => sessionIds().filter((id) => new RegExp(`^${family}-rtt(0|200)$`).test(id))
async function checked(family: string) {
  const { timeline } = await getSession(`${family}-rtt40`)
  const recorded = (await Promise.all(others(family).map((id) => getSession(id)))).map(({ timeline }) => timeline)
  const checks = checksOf(timeline, recorded)
  const at = (delay: number) => {
    const { credential, whole } = sideOf(timeline, false, delay / 2)
    return { checks, figures: { credential: credential?.ms ?? null, whole: whole.ms } }
  }
  return { checks, at }
}

test.each(['submission-implicit', 'submission-starttls', 'imap-implicit', 'imap-starttls'])(
  '%s: what was recorded lies within the error that is stated',
  async (family) => {
    const { checks, at } = await checked(family)
    expect(checks.recorded.map(({ delay }) => delay).sort((a, b) => a - b)).toEqual([0, 200])
    for (const { delay, credential, whole } of checks.recorded) {
      const { figures } = at(delay)
      expect(Math.abs(figures.whole - whole)).toBeLessThanOrEqual(checks.errorMs!)
      expect(Math.abs(figures.credential! - credential!)).toBeLessThanOrEqual(checks.errorMs!)
    }
  },
)

test('a computed time says how far it may be off, and what was recorded at its delay', async () => {
  const { checks } = await checked('imap-implicit')
  expect(computedInWords(67, 41.7)).toBe('67 ms ± 42 ms')
  expect(computedInWords(67, null)).toBe('about 67 ms')
  expect(sourceInWords('whole', 0, checks)).toBe('computed; recorded: 61 ms')
  expect(sourceInWords('credential', 0, checks)).toBe('computed; recorded: 25 ms')
  expect(sourceInWords('whole', 10, checks)).toBe('computed')
})

test('a difference within the error is no difference, and one beyond it is', async () => {
  const [left, right] = [await checked('imap-implicit'), await checked('imap-starttls')]
  // Without delay the model has STARTTLS faster, and the recordings have it slower.
  expect(left.at(0).figures.whole).toBeGreaterThan(right.at(0).figures.whole)
  expect(worthInWords(left.at(0), right.at(0))).toMatch(
    /^In the time to the first credential and of the whole conversation, the difference is smaller than the model’s error/,
  )
  expect(worthInWords(left.at(200), right.at(200))).toMatch(/^After ± stands/)
  const unchecked = { ...right.at(0), checks: checksOf(submission, []) }
  expect(worthInWords(left.at(0), unchecked)).toMatch(/^After ± .* “About” stands where no recording/)
  expect(worthInWords(left.at(0), { ...right.at(0), figures: { credential: null, whole: 1e4 } })).not.toContain(
    'smaller',
  )
})

test('an address says how a comparison is set, and what is as usual is left out', () => {
  expect(writeSetting({ delay: 200, alignment: 'phase' })).toBe('?delay=200&align=phase')
  expect(writeSetting({ delay: null, alignment: 'time' })).toBe('')
  for (const setting of [
    { delay: 0, alignment: 'time' },
    { delay: 600, alignment: 'phase' },
    { delay: null, alignment: 'phase' },
  ] as const) {
    expect(readSetting(writeSetting(setting))).toEqual(setting)
  }
})

test('a comparison leaves the place of a player in the address, and is found again beside it', () => {
  const setting = { delay: 200, alignment: 'time' } as const
  const usual = { delay: null, alignment: 'time' } as const
  expect(addressOf('a+b', setting, '', false)).toBe('?delay=200#a+b')
  expect(addressOf('a+b', setting, '#c+d', true)).toBe('?delay=200&compare=a%2Bb#a+b')
  expect(addressOf('a+b', setting, '#c/ehlo?speed=2', true)).toBe('?delay=200&compare=a%2Bb#c/ehlo?speed=2')
  expect(addressOf('a+b', usual, '#c/ehlo', true)).toBe('#c/ehlo')
  for (const hash of ['', '#c/ehlo', '#a+b']) {
    const { search, hash: fragment } = new URL(addressOf('a+b', setting, hash, true), 'https://site.example/')
    expect(isAbout('a+b', { search, hash: fragment })).toBe(true)
    expect(isAbout('c+d', { search, hash: fragment })).toBe(false)
    expect(readSetting(search)).toEqual(setting)
  }
  // A link that was made before there was a player on its page.
  expect(isAbout('a+b', { search: '?delay=200', hash: '#a+b' })).toBe(true)
})

test.each([
  '?delay=601&align=sideways',
  '?delay=-10',
  '?delay=45',
  '?delay=1e2',
  '?delay=Infinity&align=__proto__',
  '?delay=%22%3E&align=%00',
  `?${'x'.repeat(100_000)}&delay=100&align=phase`,
])('an address that makes no sense leaves all as usual: %.40s', (query) => {
  expect(readSetting(query)).toEqual({ delay: null, alignment: 'time' })
})
