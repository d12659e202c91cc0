import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibration } from '../../../src/core/practice/calibration.ts'
import type { Answered } from '../../../src/core/practice/event.ts'
import { readProgress, writeProgress } from '../../../src/core/practice/progress-file.ts'

const answer = (n: number, more: Partial<Answered> = {}): Answered => ({
  type: 'answer',
  id: `aaaa.${n}`,
  at: n,
  question: 'q',
  rev: '1',
  concept: 'c',
  right: true,
  answer: '465',
  place: 'lesson',
  ...more,
})

test('what is exported is what is imported', () => {
  const events = [answer(1), answer(2, { sure: 3, answer: [1, 0] })]
  expect(readProgress(writeProgress(events, 0))).toEqual({ ok: true, events, skipped: 0 })
})

test('a damaged entry is skipped and counted; the others are read', () => {
  const text = writeProgress([answer(1), answer(2)], 0).replace('"right": true', '"right": "perhaps"')
  expect(readProgress(text)).toEqual({ ok: true, events: [answer(2)], skipped: 1 })
})

test('what this version does not know of an entry is left out', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
  const text = writeProgress([answer(1)], 0).replace('"right": true', `"right": true, "more": ${deep}`)
  expect(readProgress(text)).toEqual({ ok: true, events: [answer(1)], skipped: 0 })
})

test.each([
  ['a file cut short', writeProgress([answer(1)], 0).slice(0, 60), 'not-json'],
  ['another program’s file', '{"events":[]}', 'not-ours'],
  ['nothing', 'null', 'not-ours'],
  ['a file of a newer version', writeProgress([answer(1)], 0).replace('"format": 1', '"format": 2'), 'newer'],
])('%s is refused as a whole', (_, text, problem) => {
  expect(readProgress(text)).toEqual({ ok: false, problem })
})

test('no file whatever breaks the reading', () => {
  fc.assert(fc.property(fc.json(), (text) => (readProgress(text), true)))
  fc.assert(fc.property(fc.string(), (text) => (readProgress(text), true)))
})

test('calibration sets what learners felt beside what came of it', () => {
  const events = [answer(1, { sure: 3 }), answer(2, { sure: 3, right: false }), answer(3, { sure: 1 }), answer(4)]
  expect(calibration(events)).toEqual([
    { sure: 1, asked: 1, right: 1 },
    { sure: 2, asked: 0, right: 0 },
    { sure: 3, asked: 2, right: 1 },
  ])
})
