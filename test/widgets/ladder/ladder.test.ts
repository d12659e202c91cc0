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
import { getSession, sessionIds } from '../../../src/sessions/sessions.ts'
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

/** What a picture is made of, read back from it; a letter's width is what fonts have at most in the mean. */
function measured(svg: string) {
  const number = (of: string, name: string) => Number(new RegExp(` ${name}="([-\\d.]+)"`).exec(of)?.[1])
  const words = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([tag, content = '']) => {
    const letter = tag.includes('monospace') ? 7.3 : 0.6 * (number(tag, 'font-size') || 14)
    const width = content.replaceAll(/&\w+;/g, '&').length * letter
    const x = number(tag, 'x')
    const left = tag.includes('"end"') ? x - width : tag.includes('"middle"') ? x - width / 2 : x
    return { content, y: number(tag, 'y'), left, right: left + width, label: tag.includes('monospace') }
  })
  const arrows = [...svg.matchAll(/<line class="arrow"[^>]*>/g)].map(([tag]) =>
    [number(tag, 'x1'), number(tag, 'x2')].sort((a, b) => a - b),
  )
  const labels = [...svg.matchAll(/<rect class="label"[^>]*>/g)].map(([tag]) => {
    const [left, top] = [number(tag, 'x'), number(tag, 'y')]
    return { left, right: left + number(tag, 'width'), top, bottom: top + number(tag, 'height') }
  })
  return { words, arrows, labels, width: number(svg, 'width') }
}

test.each(sessionIds())('in a picture of %s all words have room', async (id) => {
  const { timeline } = await getSession(id)
  const last = timeline.steps.length - 1
  for (const wiretap of [false, true]) {
    const svg = drawLadder(timeline, { first: 0, last, index: last, wiretap })
    const { words, arrows, labels, width } = measured(svg)
    expect(words.filter(({ left, right }) => left < 0 || right > width)).toEqual([])
    expect(labels).toHaveLength(timeline.steps.length)
    for (const [at, { left, right, top, bottom }] of labels.entries()) {
      const [from = NaN, to = NaN] = arrows[at]!
      expect(left).toBeGreaterThan(from)
      expect(right).toBeLessThan(to)
      const beside = words.filter(({ y }) => y > top && y < bottom)
      // The letters of a label are in it, and the time is beside it.
      for (const word of beside.filter(({ label }) => label)) {
        expect(word.left).toBeGreaterThan(left)
        expect(word.right).toBeLessThan(right)
      }
      const times = beside.filter(({ label }) => !label)
      expect(times.map(({ content }) => content)).toEqual([`${(timeline.steps[at]!.sentMs / 1000).toFixed(2)} s`])
      for (const time of times) expect(time.right < left || time.left > right).toBe(true)
    }
    // What comes later is drawn over what came before.
    expect(svg.lastIndexOf('class="life"')).toBeLessThan(svg.indexOf('>Client</text>'))
  }
})

test('a label longer than its lane goes on in a second line, and ends there', () => {
  const named = (name: string) =>
    drawLadder(
      { ...submission, steps: [{ ...submission.steps[0]!, name }] },
      { first: 0, last: 0, index: 0, wiretap: false },
    )
  const lines = (svg: string) => measured(svg).words.flatMap(({ content, label }) => (label ? [content] : []))
  const [first, second, ...more] = lines(named('🔑 and words '.repeat(40)))
  expect(more).toEqual([])
  expect(first).toMatch(/^(🔑 and words )+/)
  expect(second).toMatch(/^[🔑 andwors]+…$/u)
  expect(lines(named('x'.repeat(300))).join('')).toMatch(/^x+…$/)
  // A letter that is wider than the others is drawn in the room it has.
  expect(named('🔑')).toMatch(/textLength="7.3" [^>]*>🔑</u)
  expect(() => encodeURIComponent(named('🔑'.repeat(300)))).not.toThrow()
})

test('a picture says what the page says at that step: how far it is, and the keys that each end has', () => {
  const shot = { first: 0, last: submission.steps.length - 1, wiretap: false }
  const drawn = (id: string) =>
    drawLadder(submission, { ...shot, index: submission.steps.findIndex((step) => step.id === id) })
  expect(drawn('client-hello')).toMatch(/>Message 9 of 21, flight \d+, 4 round trips, [\d.]+ s</)
  expect(drawn('client-hello')).not.toContain('handshake keys')
  expect(drawn('server-hello').match(/>handshake keys</g)).toHaveLength(2)
  expect(drawn('server-finished').match(/>application keys</g)).toHaveLength(2)
  expect(drawn('server-finished')).toMatch(/>\d messages, 2 flights, 1 round trip, \d+ ms</)
})

test('the words of a wait stand on a patch of paper, over every lifeline', async () => {
  const { timeline } = await getSession('attack-command-injection')
  const last = timeline.steps.length - 1
  const svg = drawLadder(timeline, { first: 0, last, index: last, wiretap: false })
  const [, x, width] =
    /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="20" fill="#ffffff"\/>\n<text[^>]*>⋮ 2\.3 s pass ⋮</.exec(
      svg,
    )!
  const { left, right } = measured(svg).words.find(({ content }) => content.includes('2.3 s pass'))!
  expect(Number(x)).toBeLessThan(left)
  expect(Number(x) + Number(width)).toBeGreaterThan(right)
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
