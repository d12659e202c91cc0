import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { grade } from '../../src/core/practice/grade.ts'
import type { Question } from '../../src/core/practice/question.ts'
import { getPorts } from '../../src/sessions/facts.ts'
import { getQuestions, questionsFor, readQuestions } from '../../src/sessions/questions.ts'

const questions = getQuestions()
const rightAnswer = (question: Question): number[] | string => {
  if (question.accept) return question.accept[0]?.replaceAll('*', 'x') ?? ''
  if (question.options) return question.options.flatMap(({ right }, index) => (right ? [index] : []))
  return (question.pairs ?? question.sequence ?? []).map((_, index) => index)
}

describe('every written question', () => {
  test('accepts its own answer', () => {
    expect(questions.filter((question) => !grade(question, rightAnswer(question)).right).map(({ id }) => id)).toEqual(
      [],
    )
  })

  test('rejects the wrong answers it foresees', () => {
    const accepted = questions.flatMap((question) =>
      (question.wrong ?? [])
        .filter(({ text }) => grade(question, text).right)
        .map(({ text }) => `${question.id}: ${text}`),
    )
    expect(accepted).toEqual([])
  })

  test('asks for a port that the port table has', () => {
    const known = getPorts().map(({ port }) => String(port))
    const asked = questions.filter(({ kind }) => kind === 'port')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter(({ accept }) => !known.includes(accept?.[0] ?? '')).map(({ id }) => id)).toEqual([])
  })

  test('has a prompt of its own', () => {
    const prompts = questions.map(({ prompt, given }) => `${prompt}\n${given ?? ''}`)
    expect(prompts.filter((prompt, index) => prompts.indexOf(prompt) !== index)).toEqual([])
  })

  test('says neither "all of the above" nor "none of the above"', () => {
    const lazy = questions.filter(({ options }) => options?.some(({ text }) => /of (the )?above/i.test(text)))
    expect(lazy.map(({ id }) => id)).toEqual([])
  })
})

// Test-wise learners choose the longest option. Over the bank that must hardly pay.
test('guessing the longest option scores at most chance and five points', () => {
  const single = questions.filter(({ kind }) => kind === 'single')
  let chance = 0
  let longest = 0
  for (const { options = [] } of single) {
    chance += 1 / options.length
    const most = Math.max(...options.map(({ text }) => text.length))
    const candidates = options.filter(({ text }) => text.length === most)
    longest += candidates.filter(({ right }) => right).length / candidates.length
  }
  expect((100 * longest) / single.length).toBeLessThanOrEqual((100 * chance) / single.length + 5)
})

describe('a bank with a mistake stops the build', () => {
  const dir = mkdtempSync(join(tmpdir(), 'questions-'))
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true })
  })
  mkdirSync(join(dir, 'questions'))
  cpSync('content/concepts.yaml', join(dir, 'concepts.yaml'))

  const good = `lesson: the-port-map
questions:
  - id: one
    kind: single
    concept: port-numbers
    difficulty: 1
    facts: [F1.1]
    prompt: Which port is smtp?
    options:
      - { text: '25', right: true, because: It is. }
      - { text: '26', because: It is not., misconception: off by one }
    explanation: Port 25 is smtp.
`
  const read = (text: string): Question[] => {
    writeFileSync(join(dir, 'questions/the-port-map.yaml'), text)
    return readQuestions(dir, (fact) => {
      if (fact !== 'F1.1') throw new Error(`content/facts.yaml: no fact "${fact}".`)
      return [{ fact, label: 'RFC 1 §1' }]
    })
  }
  const messageOf = (text: string): string => {
    try {
      read(text)
    } catch (error) {
      // The folder's name is random; the rest is what an author reads.
      return error instanceof Error ? error.message.replaceAll(/\S*questions-\w+\/questions/g, 'content/questions') : ''
    }
    return 'no error'
  }

  test('a good one does not', () => {
    expect(read(good)).toMatchObject([{ id: 'one', lesson: 'the-port-map', sources: [{ label: 'RFC 1 §1' }] }])
  })

  test.each([
    [
      'two right options',
      good.replace('because: It is not., misconception: off by one', 'right: true, because: It is not.'),
    ],
    ['no misconception', good.replace(', misconception: off by one', '')],
    ['an unknown concept', good.replace('port-numbers', 'port-number')],
    ['an unknown lesson', good.replace('the-port-map', 'the-port-mop')],
    ['an unknown fact', good.replace('F1.1', 'F9.99')],
    ['the same option twice', good.replace("text: '26'", "text: '25'")],
    ['an id twice', good + good.slice(good.indexOf('  - id'))],
    ['an unknown kind', good.replace('single', 'guess')],
    ['a typing mistake in a field', good.replace('explanation', 'explanaton')],
    ['broken YAML', good.replace('[F1.1]', '[F1.1')],
  ])('%s', (_, text) => {
    expect(messageOf(text)).toMatchSnapshot()
  })
})

test('a lesson answers to its name with and without its number; an unknown name gets a hint', () => {
  expect(questionsFor({ lesson: '03-the-port-map' })).toEqual(questionsFor({ lesson: 'the-port-map' }))
  for (let count = 1; count < 12; count++) {
    expect(questionsFor({ lesson: 'the-port-map', count })).toHaveLength(count)
    expect(questionsFor({ concept: 'troubleshooting', count })).toHaveLength(count)
  }
  expect(() => questionsFor({ lesson: 'the-port-mop' })).toThrow('Did you mean "the-port-map"?')
})

test('the guide beside the bank shows a question that loads', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync('content/questions/README.md', 'utf8'))?.[1] ?? ''
  const dir = mkdtempSync(join(tmpdir(), 'questions-'))
  mkdirSync(join(dir, 'questions'))
  cpSync('content/concepts.yaml', join(dir, 'concepts.yaml'))
  writeFileSync(join(dir, 'questions/the-port-map.yaml'), example)
  expect(readQuestions(dir, (fact) => [{ fact, label: fact }])).toHaveLength(1)
  rmSync(dir, { recursive: true })
})
