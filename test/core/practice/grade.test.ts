import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grade } from '../../../src/core/practice/grade.ts'
import { present } from '../../../src/core/practice/present.ts'
import type { Question } from '../../../src/core/practice/question.ts'

const question = (part: Partial<Question>): Question => ({
  id: 'try',
  rev: '0',
  kind: 'single',
  concept: 'c',
  lesson: 'l',
  difficulty: 1,
  prompt: 'Which?',
  explanation: 'Because.',
  sources: [],
  ...part,
})
const option = (text: string, right: boolean) => ({ text, right, because: `About ${text}.` })

test('a single choice is right where the one right option was chosen', () => {
  const asked = question({ options: [option('465', true), option('587', false)] })
  expect(grade(asked, [0])).toEqual({ right: true, parts: [true, true], against: [] })
  expect(grade(asked, [1])).toEqual({ right: false, parts: [false, false], against: ['About 587.'] })
})

test('a multiple choice needs every right option and no other', () => {
  const asked = question({ kind: 'multiple', options: [option('a', true), option('b', true), option('c', false)] })
  expect(grade(asked, [1, 0]).right).toBe(true)
  expect(grade(asked, [0]).right).toBe(false)
  expect(grade(asked, [0, 1, 2])).toMatchObject({ right: false, against: ['About c.'] })
})

test('a reason that holds against two choices is given once', () => {
  const wrong = ['b', 'c'].map((text) => ({ text, right: false, because: 'Neither of them.' }))
  const asked = question({ kind: 'multiple', options: [option('a', true), ...wrong] })
  expect(grade(asked, [1, 2]).against).toEqual(['Neither of them.'])
})

test('a match and an order are judged place by place', () => {
  const pairs = [
    ['imap', '143'],
    ['pop3', '110'],
    ['smtp', '25'],
  ] as const
  expect(grade(question({ kind: 'match', pairs }), [0, 1, 2]).right).toBe(true)
  expect(grade(question({ kind: 'match', pairs }), [1, 0, 2]).parts).toEqual([false, false, true])
  expect(grade(question({ kind: 'order', sequence: ['EHLO', 'STARTTLS', 'EHLO again'] }), [0, 2, 1]).right).toBe(false)
})

test.each([
  ['465', '465', true],
  [' 465 ', '465', true],
  ['4650', '465', false],
  ['starttls', 'STARTTLS', true],
  ['a1  starttls', '* STARTTLS', true],
  ['STARTTLS', '* STARTTLS', false],
  [' STARTTLS', '* STARTTLS', false],
  ['EHLO laptop.example.test', 'EHLO *', true],
  ['EHLO', 'EHLO *', false],
  ['EHLO ', 'EHLO *', false],
  ['MAIL FROM:<ann@example.test>', 'MAIL FROM:<*>', true],
  ['MAIL FROM:<>', 'MAIL FROM:<*>', false],
  ['a LOGIN ann secret', '* LOGIN * *', true],
  ['a LOGIN ann', '* LOGIN * *', false],
])('typed %j against %j: %s', (typed, accepted, right) => {
  expect(grade(question({ kind: 'command', accept: [accepted] }), typed).right).toBe(right)
})

test('a foreseen mistake gets its own reason', () => {
  const asked = question({ kind: 'port', accept: ['465'], wrong: [{ text: '587', because: 'That is STARTTLS.' }] })
  expect(grade(asked, '587').against).toEqual(['That is STARTTLS.'])
  expect(grade(asked, '25').against).toEqual([])
})

test('no answer whatever breaks the grading', () => {
  const kinds = [
    question({ options: [option('a', true), option('b', false)] }),
    question({ kind: 'order', sequence: ['a', 'b', 'c'] }),
    question({ kind: 'command', accept: ['EHLO *', '* *'] }),
    question({}),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.oneof(fc.string(), fc.array(fc.integer())), (asked, answer) => {
      expect(typeof grade(asked, answer).right).toBe('boolean')
    }),
  )
})

test('options are shuffled, lines stay, and an order never starts solved', () => {
  const many = Array.from({ length: 6 }, (_, index) => option(String(index), index === 0))
  const firsts = Array.from({ length: 200 }, (_, seed) => present(question({ options: many }), String(seed))[0])
  expect(new Set(firsts).size).toBe(6)
  expect(present(question({ kind: 'point', options: many }), 'x')).toEqual([0, 1, 2, 3, 4, 5])
  for (let seed = 0; seed < 200; seed++) {
    expect(present(question({ kind: 'order', sequence: ['a', 'b', 'c'] }), String(seed))).not.toEqual([0, 1, 2])
  }
})
