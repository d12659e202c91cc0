import { expect, test } from 'vitest'
import { ankiDeck } from '../../../src/core/practice/anki.ts'
import { bestDrill, drillCard } from '../../../src/core/practice/drill.ts'
import type { Drilled } from '../../../src/core/practice/event.ts'
import { examReport } from '../../../src/core/practice/exam.ts'
import { quizOf, readQuizLink, writeQuizLink } from '../../../src/core/practice/quiz-link.ts'
import { randomFrom, shuffled } from '../../../src/core/practice/random.ts'
import { oneEach, spread } from '../../../src/core/practice/select.ts'
import { practiceMaterial } from '../../../src/sessions/practice-material.ts'
import { getQuestions } from '../../../src/sessions/questions.ts'

const bank = await getQuestions()
const { ports } = practiceMaterial([])

test('every drill card has one right option, no option twice, and never comes twice in a row', () => {
  const random = randomFrom('drill')
  let before = ''
  for (let n = 0; n < 2000; n++) {
    const card = drillCard(ports, random, before)
    expect(card.ask).not.toBe(before)
    expect(new Set(card.options).size).toBe(card.options.length)
    expect(card.options[card.right]).toBeDefined()
    before = card.ask
  }
})

test('the best round has most right, then the least time', () => {
  const round = (n: number, right: number, ms: number): Drilled => ({
    type: 'drill',
    id: `aaaa.${n}`,
    at: n,
    mode: '20',
    right,
    asked: 20,
    ms,
  })
  expect(bestDrill([round(1, 18, 9000), round(2, 19, 30_000), round(3, 19, 20_000)], '20')?.id).toBe('aaaa.3')
  expect(bestDrill([round(1, 18, 9000)], '60s')).toBeUndefined()
})

test('a round that was stopped, in this version or an earlier one, is no best', () => {
  const round = (mode: Drilled['mode'], right: number, asked: number, ms: number): Drilled => ({
    type: 'drill',
    id: `aaaa.${ms}`,
    at: ms,
    mode,
    right,
    asked,
    ms,
  })
  expect(bestDrill([round('20', 19, 19, 9000), round('20', 12, 20, 30_000)], '20')?.right).toBe(12)
  expect(bestDrill([round('20', 3, 3, 4000)], '20')).toBeUndefined()
  expect(bestDrill([round('60s', 40, 40, 59_999), round('60s', 9, 12, 60_010)], '60s')?.right).toBe(9)
})

test('an exam spreads over all concepts before any comes twice', () => {
  const concepts = new Set(bank.map(({ concept }) => concept))
  const drawn = spread(bank, concepts.size, 'x')
  expect(new Set(drawn.map(({ concept }) => concept))).toEqual(concepts)
  expect(new Set(spread(bank, bank.length + 10, 'x').map(({ id }) => id)).size).toBe(bank.length)
})

test('the report counts what was not reached as not right, weakest concept first', () => {
  const drawn = spread(bank, 6, 'y')
  const report = examReport(drawn, [true, true, false])
  expect(report.reduce((sum, { asked }) => sum + asked, 0)).toBe(6)
  expect(report.reduce((sum, { right }) => sum + right, 0)).toBe(2)
  const shares = report.map(({ asked, right }) => right / asked)
  expect([...shares].sort((a, b) => a - b)).toEqual(shares)
})

test('a link gives the same quiz whatever order the bank arrives in, and survives writing and reading', () => {
  const link = {
    seed: 'class 7b',
    concepts: ['port-numbers', 'starttls'],
    kinds: ['single' as const],
    count: 6,
    bank: 'abc',
  }
  expect(readQuizLink(new URLSearchParams(writeQuizLink(link)))).toEqual(link)
  const quiz = quizOf(link, bank)
  expect(quiz.length).toBeGreaterThan(0)
  expect(quiz.every(({ kind, concept }) => kind === 'single' && link.concepts.includes(concept))).toBe(true)
  expect(quizOf(link, shuffled(bank, randomFrom('other')))).toEqual(quiz)
})

test.each(['n=-4', 'n=nonsense', 'n=1e9', 'concepts=<script>', 'kinds=guess', ''])(
  'a broken link (%j) is no harm',
  (query) => {
    const link = readQuizLink(new URLSearchParams(query))
    expect(link.count).toBeGreaterThanOrEqual(1)
    expect(link.count).toBeLessThanOrEqual(50)
    expect(link.concepts).toEqual([])
  },
)

test('a seed cut in the middle of a character can still be written', () => {
  const { seed } = readQuizLink(new URLSearchParams(`seed=a${'\u{1f4e7}'.repeat(25)}`))
  expect(seed).toBe(`a${'\u{1f4e7}'.repeat(19)}`)
  expect(() => writeQuizLink({ seed: '\ud83d', concepts: [], kinds: [], count: 1, bank: 'x' })).not.toThrow()
})

test('review asks the question that was not asked for the longest time', () => {
  const about = bank.filter(({ concept }) => concept === 'port-numbers')
  const [first, ...rest] = about
  const last = new Map(
    rest.map(({ id }, n) => [
      id,
      {
        type: 'answer' as const,
        id: `aaaa.${n + 1}`,
        at: n,
        question: id,
        rev: '',
        concept: '',
        right: true,
        answer: [],
        place: '',
      },
    ]),
  )
  expect(oneEach(['port-numbers'], about, last, 's')).toEqual([first])
})

test('the Anki file has one line of four fields for each question, with its sources', () => {
  const lines = ankiDeck(bank, 'http://localhost').trim().split('\n')
  const notes = lines.filter((line) => !line.startsWith('#'))
  expect(notes).toHaveLength(bank.length)
  expect(notes.filter((note) => note.split('\t').length !== 4)).toEqual([])
  expect(notes.filter((note) => !note.includes('<small>'))).toEqual([])
})

test('a card that begins with something in quotation marks keeps them in Anki', () => {
  const quoted = bank.map((question) => ({ ...question, prompt: `"${question.prompt}" was said. By whom?` }))
  const fields = ankiDeck(quoted, 'http://localhost').split(/[\t\n]/)
  expect(fields.filter((field) => field.startsWith('"'))).toEqual([])
  for (const { prompt } of quoted)
    expect(fields.some((field) => field.startsWith(prompt.replaceAll('"', '&quot;').slice(0, 20)))).toBe(true)
})
