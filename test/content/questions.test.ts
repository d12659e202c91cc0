import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { grade } from '../../src/core/practice/grade.ts'
import { present } from '../../src/core/practice/present.ts'
import type { Question } from '../../src/core/practice/question.ts'
import { getSession } from '../../src/sessions/sessions.ts'
import { getPorts } from '../../src/sessions/facts.ts'
import { getQuestions, questionsFor, readQuestions } from '../../src/sessions/questions.ts'

const questions = await getQuestions()
const rightAnswer = (question: Question): number[] | string => {
  if (question.accept) return question.accept[0]?.replaceAll('*', 'x') ?? ''
  if (question.options) {
    const right = question.options.flatMap((option, index) => (option.right ? [index] : []))
    // Of the bytes of a field any one is pointed at.
    return question.bytes ? right.slice(0, 1) : right
  }
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

describe('a question on bytes', () => {
  const onBytes = questions.filter(({ bytes }) => bytes)

  test('stands in at least six lessons or topics, and shows what was recorded', async () => {
    expect(onBytes.length).toBeGreaterThanOrEqual(6)
    expect(new Set(onBytes.map(({ lesson }) => lesson)).size).toBeGreaterThanOrEqual(4)
    const [first] = onBytes.filter(({ id }) => id === 'byte-first-on-465')
    const { conversations } = await getSession('submission-implicit')
    const sent = [...(conversations[0]?.stream.c2s.bytes ?? [])]
    expect(first?.options?.map(({ text }) => parseInt(text, 16))).toEqual(sent.slice(0, first?.options?.length))
    // RFC 8446 §5.1: handshake(22)
    expect(first?.options?.findIndex(({ right }) => right)).toBe(0)
    expect(sent[0]).toBe(22)
  })

  test('takes any byte of the field, and none besides; a wrong one is told what it belongs to', () => {
    for (const question of onBytes) {
      const { id, options = [] } = question
      options.forEach(({ right }, index) => expect(grade(question, [index]).right, `${id}/${index}`).toBe(right))
      expect(
        options.some(({ right }) => right),
        id,
      ).toBe(true)
      expect(options.filter(({ right, because }) => !right && !because).length, id).toBeLessThan(options.length / 2)
    }
  })
})

// Test-wise learners choose the longest option, or the shortest, or the one in the same place. Over the bank that must
// hardly pay.
describe('guessing scores at most chance and five points', () => {
  const single = questions.filter(({ kind }) => kind === 'single')
  const chance = single.reduce((sum, { options = [] }) => sum + 1 / options.length, 0)
  const points = (hits: number): number => (100 * hits) / single.length
  const byLength = (pick: (...lengths: number[]) => number): number =>
    single.reduce((sum, { options = [] }) => {
      const wanted = pick(...options.map(({ text }) => text.length))
      const candidates = options.filter(({ text }) => text.length === wanted)
      return sum + candidates.filter(({ right }) => right).length / candidates.length
    }, 0)
  const byPlace = (place: (count: number) => number): number =>
    single.filter((question) => question.options?.[present(question)[place(question.options.length)] ?? 0]?.right)
      .length

  test.each([
    ['the longest', byLength(Math.max)],
    ['the shortest', byLength(Math.min)],
    ['the first shown', byPlace(() => 0)],
    ['the second shown', byPlace(() => 1)],
    ['the last shown', byPlace((count) => count - 1)],
  ])('%s', (_, hits) => {
    expect(points(hits)).toBeLessThanOrEqual(points(chance) + 5)
  })
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
  const read = (text: string): Promise<Question[]> => {
    writeFileSync(join(dir, 'questions/the-port-map.yaml'), text)
    return readQuestions(dir, (fact) => {
      if (fact !== 'F1.1') throw new Error(`content/facts.yaml: no fact "${fact}".`)
      return [{ fact, label: 'RFC 1 §1' }]
    })
  }
  const messageOf = async (text: string): Promise<string> => {
    try {
      await read(text)
    } catch (error) {
      // The folder's name is random; the rest is what an author reads.
      return error instanceof Error ? error.message.replaceAll(/\S*questions-\w+\/questions/g, 'content/questions') : ''
    }
    return 'no error'
  }

  test('a good one does not', async () => {
    expect(await read(good)).toMatchObject([{ id: 'one', lesson: 'the-port-map', sources: [{ label: 'RFC 1 §1' }] }])
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
    [
      'a byte of a field that the step has not',
      good.replace(/kind: single|options:[\s\S]*?(?=explanation)/g, (found) =>
        found.startsWith('kind')
          ? 'kind: byte'
          : 'bytes: { session: submission-implicit, step: client-hello, field: tls.record.tipe, count: 8 }\n    ',
      ),
    ],
  ])('%s', async (_, text) => {
    expect(await messageOf(text)).toMatchSnapshot()
  })
})

test('a lesson answers to its name with and without its number; an unknown name gets a hint', async () => {
  expect(await questionsFor({ lesson: '03-the-port-map' })).toEqual(await questionsFor({ lesson: 'the-port-map' }))
  for (let count = 1; count < 12; count++) {
    expect(await questionsFor({ lesson: 'the-port-map', count })).toHaveLength(count)
    expect(await questionsFor({ concept: 'troubleshooting', count })).toHaveLength(count)
  }
  await expect(questionsFor({ lesson: 'the-port-mop' })).rejects.toThrow('Did you mean "the-port-map"?')
})

test('the guide beside the bank shows a question that loads', async () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync('content/questions/README.md', 'utf8'))?.[1] ?? ''
  const dir = mkdtempSync(join(tmpdir(), 'questions-'))
  mkdirSync(join(dir, 'questions'))
  cpSync('content/concepts.yaml', join(dir, 'concepts.yaml'))
  writeFileSync(join(dir, 'questions/the-port-map.yaml'), example)
  expect(await readQuestions(dir, (fact) => [{ fact, label: fact }])).toHaveLength(1)
  rmSync(dir, { recursive: true })
})
