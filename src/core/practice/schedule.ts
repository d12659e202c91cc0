/**
 * When to ask again, by FSRS (`ts-fsrs`), one card per concept. Nothing is
 * stored: a card is the replay of the answers given, so that two histories
 * that merge give one schedule.
 */
import { createEmptyCard, fsrs, Rating, type Card, type Grade } from 'ts-fsrs'
import type { Answered, PracticeEvent } from './event.ts'

/** Days, not minutes: a concept is asked through several questions, and one sitting is one sitting. */
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false, request_retention: 0.9 })

/** What FSRS is told of an answer: wrong is Again, a lucky guess is Hard, certainty and a placement are Easy. */
function ratingOf(answer: Answered): Grade {
  if (!answer.right) return Rating.Again
  if (answer.sure === 1) return Rating.Hard
  return answer.sure === 3 || answer.place === 'placement' ? Rating.Easy : Rating.Good
}

/**
 * One card per concept that was ever answered.
 *
 * @param events  in order
 * @param now     milliseconds since 1970. An answer from later than that was stamped by a clock that ran ahead; it
 *                counts as given now, and time never runs back within a concept
 */
export function cardsOf(events: readonly PracticeEvent[], now: number): Map<string, Card> {
  const cards = new Map<string, Card>()
  for (const event of events) {
    if (event.type !== 'answer') continue
    const before = cards.get(event.concept)
    const at = Math.max(Math.min(event.at, now), before?.last_review?.getTime() ?? 0)
    cards.set(event.concept, scheduler.next(before ?? createEmptyCard(at), at, ratingOf(event)).card)
  }
  return cards
}

/** Concepts due now, the one most at risk of being forgotten first. */
export function dueConcepts(cards: ReadonlyMap<string, Card>, now: number): string[] {
  return [...cards]
    .filter(([, card]) => card.due.getTime() <= now)
    .sort((a, b) => recall(a[1], now) - recall(b[1], now) || (a[0] < b[0] ? -1 : 1))
    .map(([concept]) => concept)
}

/** How likely the concept is still known, 0 to 1, as FSRS estimates it. */
export function recall(card: Card, now: number): number {
  return scheduler.get_retrievability(card, now, false)
}

/**
 * How many concepts come due on each of the coming days, if nothing is answered
 * until then. What is overdue counts today.
 *
 * @param midnights  when today began where the learner is, and when it and each day after it ends: milliseconds since
 *                   1970. Not every day has 24 hours
 * @returns one count a day, from today on
 */
export function forecast(cards: ReadonlyMap<string, Card>, midnights: readonly number[]): number[] {
  const ends = midnights.slice(1)
  const counts = ends.map(() => 0)
  for (const card of cards.values()) {
    const day = ends.findIndex((end) => card.due.getTime() < end)
    if (day >= 0) counts[day] = (counts[day] ?? 0) + 1
  }
  return counts
}

/** How long a concept lasts: FSRS's stability in steps that a person can use. */
export type Durability = 'new' | 'hours' | 'days' | 'weeks' | 'months'

/** Stability is the number of days until the chance of recall has fallen to 90 %. */
export function durability(card: Card | undefined): Durability {
  if (!card) return 'new'
  if (card.stability < 1) return 'hours'
  if (card.stability < 7) return 'days'
  return card.stability < 45 ? 'weeks' : 'months'
}
