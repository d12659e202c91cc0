// The ladder's arithmetic: pace, rows, keys, addresses, pictures, and what an author may write.
// cspell:ignore lader startls quot
import { expect, test } from 'vitest'
import { Pace } from '../../../src/core/timeline/pace.ts'
import { drawLadder } from '../../../src/widgets/ladder/LadderDrawing.ts'
import { phasesOf } from '../../../src/widgets/ladder/LadderRows.ts'
import { checkOptions } from '../../../src/widgets/session/SessionOptions.ts'
import { strokesOf } from '../../../src/widgets/session/SessionStrokes.ts'
import { writePlace } from '../../../src/widgets/session/SessionLink.ts'
import { readPlace } from '../../../src/widgets/session/SessionUrl.ts'
import { getSession } from '../../../src/sessions/sessions.ts'
import { submission } from '../../fixtures/submission.ts'

test('a message takes long enough to be seen, and a wait does not keep one waiting', () => {
  const pace = new Pace(submission)
  const screenMs = (from: number, to: number) => {
    let at = from
    let spent = 0
    while (at < to && spent < 60_000) {
      at = pace.advance(at, 10, 1)
      spent += 10
    }
    return spent
  }
  expect(Math.abs(screenMs(400, 420) - 600)).toBeLessThanOrEqual(10)
  expect(screenMs(482, 2100)).toBeLessThanOrEqual(710)
  expect(pace.advance(1000, 250, 'recorded')).toBe(1250)
})

test('time never runs backwards at any speed', () => {
  const pace = new Pace(submission)
  for (const speed of [0.25, 1, 8, 'recorded'] as const) {
    let at = 0
    for (let frame = 0; frame < 2000; frame++) {
      const next = pace.advance(at, 16, speed)
      expect(next).toBeGreaterThan(at)
      at = next
    }
  }
})

test('each phase has its messages, flights and round trips', () => {
  const phases = phasesOf(submission)
  expect(phases.map(({ phase, rows }) => `${phase} ${rows.length}`)).toEqual([
    'tcp 3',
    'greeting 3',
    'upgrade 2',
    'handshake 7',
    'inside 4',
    'close 2',
  ])
  expect(phases.find(({ phase }) => phase === 'handshake')).toMatchObject({ roundTrips: 1 })
})

// RFC 8446 §7.1
test('handshake keys come with the ServerHello, application keys with the server’s Finished', () => {
  const keys = phasesOf(submission).flatMap(({ rows }) =>
    rows.flatMap((row) => row.keys.map(({ party, name }) => `${row.step.id}: ${party} ${name}`)),
  )
  expect(keys).toEqual([
    'server-hello: server handshake keys',
    'server-hello: client handshake keys',
    'server-finished: server application keys',
    'server-finished: client application keys',
  ])
})

test('a place survives its address', () => {
  const place = {
    session: 'a-b',
    step: 'ehlo-2',
    speed: 'recorded',
    wiretap: true,
    views: ['ladder', 'bytes'],
    zoom: 'packets',
  } as const
  expect(readPlace(writePlace(place))).toEqual(place)
  expect(writePlace({ ...place, speed: 1, wiretap: false, views: null, zoom: 'messages' })).toBe('#a-b/ehlo-2')
})

test('an address that was not made here is no place, or one with its parts left out', () => {
  for (const hostile of ['', '#', '#A/b', '#a b/c', '#<script>', `#${'a'.repeat(100)}/b`]) {
    expect(readPlace(hostile)).toBeNull()
  }
  expect(readPlace('#a/b?speed=99&wiretap=yes&views=x&zoom=__proto__')).toEqual({
    session: 'a',
    step: 'b',
    speed: 1,
    wiretap: false,
    views: null,
    zoom: 'messages',
  })
})

test('the map tells who spoke, what was sealed and where a phase begins', () => {
  const strokes = strokesOf(submission, 0, submission.steps.length - 1)
  const letter = (up: boolean, sealed: boolean) => (sealed ? (up ? 'c' : 's') : up ? 'C' : 'S')
  expect(strokes.map(({ up, sealed, begins }) => (begins ? '|' : '') + letter(up, sealed)).join('')).toMatch(
    /^CSC\|SCS\|CS\|CS/,
  )
  expect(strokes.map(({ slot }) => slot)).toEqual(submission.steps.map((_, at) => at + 1))
})

test('the map of an excerpt begins no phase at its start', () => {
  expect(strokesOf(submission, 6, 8).map(({ slot, begins }) => `${slot} ${begins}`)).toEqual([
    '1 false',
    '2 false',
    '3 true',
  ])
})

test('a picture of a step holds what was said up to it and nothing after', () => {
  const index = submission.steps.findIndex(({ id }) => id === 'client-hello')
  const svg = drawLadder(submission, { first: 0, last: submission.steps.length - 1, index, wiretap: false })
  expect(svg).toContain('>ClientHello</text>')
  expect(svg).not.toContain('ServerHello')
  const tapped = drawLadder(submission, { first: 0, last: 20, index: 20, wiretap: true })
  expect(tapped).not.toContain('AUTH PLAIN')
  expect(tapped).toContain('Application data, 56 bytes')
})

test('a name cannot break out of a picture', () => {
  const step = { ...submission.steps[0]!, name: '</text><script>"&' }
  const svg = drawLadder({ ...submission, steps: [step] }, { first: 0, last: 0, index: 0, wiretap: false })
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&quot;&amp;')
})

test('a wrong word on a tag stops the build and names the right one', async () => {
  const session = await getSession('submission-starttls')
  const refuse = (options: object) => {
    try {
      checkOptions(session, options, 'lessons/x.mdx')
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
    return 'accepted'
  }
  expect(refuse({ view: 'lader' })).toMatchInlineSnapshot(`
    "lessons/x.mdx: <Session id="submission-starttls">: no view "lader".
    Did you mean "ladder"? There are: ladder, terminal, bytes."
  `)
  expect(refuse({ star: 'ehlo' })).toContain('Did you mean "start"?')
  expect(refuse({ start: 'startls' })).toContain('Did you mean "starttls"?')
  expect(refuse({ start: 'starttls', end: 'ehlo' })).toContain('comes after its end')
  expect(refuse({ start: 'starttls', notes: { ehlo: 'x' } })).toContain('lies outside the excerpt')
  expect(refuse({ view: 'ladder bytes' })).toBe('accepted')
})
