// Where a learner is, and the rules by which that moves.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pace } from '../../../src/core/timeline/pace.ts'
import { movePlayhead, startOf, type Motion, type Place, type Track } from '../../../src/core/timeline/playhead.ts'
import { submission } from '../../fixtures/submission.ts'

const { steps } = submission
const whole: Track = { timeline: submission, first: 0, last: steps.length - 1, pace: new Pace(submission) }
const excerpt: Track = { ...whole, first: 6, last: 12 }
const at = (id: string) => steps.findIndex((step) => step.id === id)
const after = (track: Track, ...motions: Motion[]) =>
  motions.reduce<Place>((place, motion) => movePlayhead(track, place, motion), startOf(track.first, track.timeline))
const frame: Motion = { to: 'later', screenMs: 16, speed: 8 }

test('before the learner moves it stands before the first step, and nothing has started', () => {
  expect(startOf(excerpt.first, excerpt.timeline)).toMatchObject({
    index: 5,
    started: false,
    playing: false,
    atMs: steps[6]!.sentMs,
  })
})

test('a step forward stands where the message has arrived; a step back undoes it', () => {
  const there = after(whole, { to: 'next' }, { to: 'next' })
  expect(there).toMatchObject({ index: 1, started: true, move: 'step', atMs: steps[1]!.arrivesMs })
  expect(movePlayhead(whole, there, { to: 'previous' }).index).toBe(0)
})

test('it never leaves the excerpt', () => {
  expect(after(excerpt, { to: 'step', index: 1000 }).index).toBe(12)
  expect(after(excerpt, { to: 'step', index: -1000 }).index).toBe(5)
  expect(after(excerpt, { to: 'time', ms: 1e9 }).index).toBe(12)
  expect(after(excerpt, { to: 'previous-flight' }).index).toBe(5)
})

test('a flight forward ends with the flight, a flight back with the one before', () => {
  const there = after(whole, { to: 'step', index: at('client-hello') }, { to: 'next-flight' })
  expect(there.index).toBe(at('server-finished'))
  expect(movePlayhead(whole, there, { to: 'previous-flight' }).index).toBe(at('client-hello'))
})

test('a time between two steps stands at the earlier and keeps the clock', () => {
  const ms = steps[3]!.sentMs + 0.5
  expect(after(whole, { to: 'time', ms })).toMatchObject({ index: 3, atMs: ms, playing: false })
})

test('playing passes every step in turn and stops at the end', () => {
  let place = after(whole, { to: 'play' })
  const seen = new Set<number>()
  for (let frames = 0; place.playing && frames < 10_000; frames++) {
    place = movePlayhead(whole, place, frame)
    seen.add(place.index)
  }
  expect(place).toMatchObject({ index: whole.last, playing: false, move: 'play', atMs: submission.durationMs })
  expect(seen.size).toBeGreaterThan(steps.length / 2)
})

test('a message that somebody took ten seconds to type is on its way for three', () => {
  const typed = steps.map((step, index) => (index === 3 ? { ...step, arrivesMs: step.sentMs + 10_000 } : step))
  const timeline = { ...submission, steps: typed.slice(0, 4), durationMs: typed[3]!.arrivesMs }
  const { sentMs } = typed[3]!
  const pace = new Pace(timeline)
  expect(pace.advance(sentMs, 2900, 1)).toBeLessThan(sentMs + 10_000)
  expect(pace.advance(sentMs, 3001, 1)).toBeGreaterThanOrEqual(sentMs + 10_000)
  expect(pace.advance(sentMs, 5000, 'recorded')).toBe(sentMs + 5000)
})

test('an excerpt stops playing when its last message has arrived', () => {
  let place = after(excerpt, { to: 'play' })
  for (let frames = 0; place.playing && frames < 10_000; frames++) place = movePlayhead(excerpt, place, frame)
  expect(place).toMatchObject({ index: 12, atMs: steps[12]!.arrivesMs })
})

test('play at the end begins again', () => {
  expect(after(whole, { to: 'step', index: whole.last }, { to: 'play' })).toMatchObject({ index: -1, playing: true })
})

test('time stands still while it is paused', () => {
  const place = after(whole, { to: 'play' }, frame, { to: 'pause' })
  expect(movePlayhead(whole, place, frame)).toBe(place)
})

test('an open question holds a step, a flight and the clock before it, and says where', () => {
  const question = at('client-hello')
  const isOpen = (index: number) => index === question
  const before = after(whole, { to: 'step', index: question - 2 })
  expect(movePlayhead(whole, before, { to: 'next' }, isOpen)).toMatchObject({ index: question - 1, heldAt: null })
  for (const motions of [
    [{ to: 'next' }, { to: 'next' }],
    [{ to: 'next-flight' }, { to: 'next-flight' }, { to: 'next-flight' }],
    [{ to: 'play' }, ...Array.from({ length: 500 }, () => frame)],
  ] as const) {
    const held = motions.reduce<Place>((place, motion) => movePlayhead(whole, place, motion, isOpen), before)
    expect(held).toMatchObject({ index: question - 1, playing: false, heldAt: question })
  }
})

test('a jump passes a question by, and leaves none waiting', () => {
  const place = movePlayhead(
    whole,
    startOf(whole.first, whole.timeline),
    { to: 'step', index: whole.last, move: 'jump' },
    () => true,
  )
  expect(place).toMatchObject({ index: whole.last, heldAt: null, move: 'jump' })
})

test('whatever is pressed, the place is one of the excerpt and its clock within the session', () => {
  const motion: fc.Arbitrary<Motion> = fc.oneof(
    fc.constantFrom<Motion>(
      { to: 'next' },
      { to: 'previous' },
      { to: 'next-flight' },
      { to: 'previous-flight' },
      { to: 'play' },
      { to: 'pause' },
    ),
    fc.integer({ min: -50, max: 50 }).map((index): Motion => ({ to: 'step', index })),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((ms): Motion => ({ to: 'time', ms })),
    fc
      .record({ screenMs: fc.integer({ min: 0, max: 5000 }), speed: fc.constantFrom(0.25, 1, 8, 'recorded' as const) })
      .map((passing): Motion => ({ to: 'later', ...passing })),
  )
  fc.assert(
    fc.property(fc.array(motion, { maxLength: 40 }), (motions) => {
      const place = after(excerpt, ...motions)
      expect(place.index).toBeGreaterThanOrEqual(excerpt.first - 1)
      expect(place.index).toBeLessThanOrEqual(excerpt.last)
      expect(place.atMs).toBeGreaterThanOrEqual(0)
      expect(place.atMs).toBeLessThanOrEqual(submission.durationMs)
    }),
  )
})
