/** A quiz as a link: whoever opens it gets the same questions in the same order. */
import type { Question, QuestionKind } from './question.ts'
import { spread } from './select.ts'

export interface QuizLink {
  readonly seed: string
  /** Concepts to draw from; all where empty. */
  readonly concepts: readonly string[]
  /** Kinds to draw from; all where empty. */
  readonly kinds: readonly QuestionKind[]
  readonly count: number
  /** Which bank it was made from: another one may give other questions. */
  readonly bank: string
}

export const questionKinds: readonly QuestionKind[] = [
  'single',
  'multiple',
  'point',
  'match',
  'order',
  'port',
  'command',
]

/** At most so many questions in one quiz. */
const countMax = 50

/** A text without halved characters, which cutting leaves and no link can carry. */
const withoutHalves = (text: string): string => text.replace(/\p{Cs}/gu, '')

/** Reads a link's query. What is missing or makes no sense falls back to a whole quiz of ten. */
export function readQuizLink(query: URLSearchParamsLike): QuizLink {
  const list = (name: string): string[] =>
    (query.get(name) ?? '').split('.').filter((text) => /^[a-z0-9-]+$/.test(text))
  const count = Math.trunc(Number(query.get('n') ?? 10))
  return {
    seed: withoutHalves((query.get('seed') ?? '').slice(0, 40)),
    concepts: list('concepts'),
    kinds: questionKinds.filter((kind) => list('kinds').includes(kind)),
    count: Number.isFinite(count) ? Math.min(countMax, Math.max(1, count)) : 10,
    bank: query.get('bank') ?? '',
  }
}

/** The part of `URLSearchParams` that reading needs: the core knows no browser. */
export interface URLSearchParamsLike {
  get(name: string): string | null
}

/** The query of a link, without `?`. */
export function writeQuizLink({ seed, concepts, kinds, count, bank }: QuizLink): string {
  const parts = [
    `seed=${encodeURIComponent(withoutHalves(seed))}`,
    `n=${count}`,
    ...(concepts.length > 0 ? [`concepts=${concepts.join('.')}`] : []),
    ...(kinds.length > 0 ? [`kinds=${kinds.join('.')}`] : []),
    `bank=${bank}`,
  ]
  return parts.join('&')
}

/** The questions of a link. The order of the bank does not matter, only what is in it. */
export function quizOf(link: QuizLink, bank: readonly Question[]): Question[] {
  const fitting = bank
    .filter(({ concept }) => link.concepts.length === 0 || link.concepts.includes(concept))
    .filter(({ kind }) => link.kinds.length === 0 || link.kinds.includes(kind))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return spread(fitting, link.count, link.seed)
}
