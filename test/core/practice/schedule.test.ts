import fc from 'fast-check'
import { createEmptyCard, fsrs, Rating, type Grade } from 'ts-fsrs'
import { expect, test } from 'vitest'
import type { Answered, Confidence, PracticeEvent } from '../../../src/core/practice/event.ts'
import { merge } from '../../../src/core/practice/log-merge.ts'
import { cardsOf, dueConcepts, durability, forecast, recall } from '../../../src/core/practice/schedule.ts'

const day = 24 * 3600 * 1000
const start = Date.UTC(2026, 0, 1)

const answer = (n: number, at: number, right: boolean, more: Partial<Answered> = {}): Answered => ({
  type: 'answer',
  id: `aaaa.${n}`,
  at,
  question: 'q',
  rev: '1',
  concept: 'c',
  right,
  answer: [0],
  place: 'review',
  ...more,
})

interface Given {
  readonly gapMs: number
  readonly right: boolean
  readonly sure: Confidence | undefined
}
const anyHistory: fc.Arbitrary<Given[]> = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 90 * day }),
    right: fc.boolean(),
    sure: fc.constantFrom(undefined, 1 as const, 2 as const, 3 as const),
  }),
  { minLength: 1, maxLength: 15 },
)

test('a history gives the card that ts-fsrs gives on its own', () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const alone = fsrs({ enable_fuzz: false, enable_short_term: false, request_retention: 0.9 })
      let at = start
      let card = createEmptyCard(new Date(start + (history[0]?.gapMs ?? 0)))
      const events = history.map(({ gapMs, right, sure }, index) => {
        at += gapMs
        const rating: Grade = !right ? Rating.Again : sure === 1 ? Rating.Hard : sure === 3 ? Rating.Easy : Rating.Good
        card = alone.next(card, new Date(at), rating).card
        return answer(index + 1, at, right, sure ? { sure } : {})
      })
      expect(cardsOf(events, at + day).get('c')).toEqual(card)
    }),
  )
})

test('two histories give one schedule in whichever order they meet', () => {
  fc.assert(
    fc.property(anyHistory, anyHistory, (a, b) => {
      const events = (writer: string, history: Given[]): Answered[] => {
        let at = start
        return history.map(({ gapMs, right }, index) =>
          answer(index + 1, (at += gapMs), right, { id: `${writer}.${index + 1}` }),
        )
      }
      const [left, right] = [events('aaaa', a), events('bbbb', b)]
      const now = start + 10_000 * day
      expect(cardsOf(merge(left, right), now)).toEqual(cardsOf(merge(right, left, right), now))
    }),
  )
})

test('an answer stamped by a clock that ran ahead counts as given now, and the concept comes due again', () => {
  const now = start + day
  const card = cardsOf([answer(1, start + 4000 * day, true)], now).get('c')
  expect(card?.last_review?.getTime()).toBe(now)
  expect(card?.due.getTime()).toBeLessThan(now + 30 * day)
})

test('a clock that was set back does not break a card', () => {
  const card = cardsOf([answer(1, start + 5 * day, true), answer(2, start, true)], start + 6 * day).get('c')
  expect(card?.reps).toBe(2)
  expect(card?.stability).toBeGreaterThan(0)
})

test('what is most at risk is asked first, and what is not due is left alone', () => {
  const events = [
    answer(1, start, true, { concept: 'strong', sure: 3 }),
    answer(2, start, false, { concept: 'weak' }),
    answer(3, start, true, { concept: 'middling' }),
  ]
  expect(dueConcepts(cardsOf(events, start + 1), start + 1)).toEqual([])
  const later = start + 60 * day
  const cards = cardsOf(events, later)
  expect(dueConcepts(cards, later)).toEqual(['weak', 'middling', 'strong'])
  const chances = dueConcepts(cards, later).map((concept) => recall(cards.get(concept) ?? createEmptyCard(), later))
  expect([...chances].sort((a, b) => a - b)).toEqual(chances)
})

test('what comes due tomorrow morning is not said to be due today', () => {
  const midnight = start - (start % day)
  const evening = midnight + 21 * 3600 * 1000
  const missed: PracticeEvent = {
    type: 'answer',
    id: 'aaaa.1',
    at: midnight + 9 * 3600 * 1000,
    question: 'q',
    rev: '1',
    concept: 'c',
    right: false,
    answer: [0],
    place: 'review',
  }
  const cards = cardsOf([missed], evening)
  expect(dueConcepts(cards, evening)).toEqual([])
  const days = [0, 1, 2, 3].map((n) => midnight + n * day)
  expect(forecast(cards, days)).toEqual([0, 1, 0])
  // A day of 34 hours, as no clock has it: the due hour is still today.
  expect(forecast(cards, [midnight, midnight + 34 * 3600 * 1000, midnight + 2 * day])).toEqual([1, 0])
})

test('the forecast counts every concept once, the overdue ones today', () => {
  const events = ['a', 'b', 'c'].map((concept, n) => answer(n + 1, start, n > 0, { concept }))
  const cards = cardsOf(events, start)
  const counts = forecast(
    cards,
    Array.from({ length: 61 }, (_, n) => start + (3 + n) * day),
  )
  expect(counts.reduce((sum, count) => sum + count)).toBe(3)
  expect(counts[0]).toBeGreaterThan(0)
})

test('durability grows with spaced right answers and falls with a wrong one', () => {
  expect(durability(undefined)).toBe('new')
  const events = [answer(1, start, true)]
  for (let n = 2; n < 6; n++) {
    const due =
      cardsOf(events, start + 999 * day)
        .get('c')
        ?.due.getTime() ?? 0
    events.push(answer(n, due, true))
  }
  const now = start + 999 * day
  expect(durability(cardsOf(events, now).get('c'))).toBe('months')
  events.push(answer(9, now, false))
  expect(durability(cardsOf(events, now).get('c'))).not.toBe('months')
})
