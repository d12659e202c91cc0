import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { generate, generators, type GeneratorName } from '../../../../src/core/practice/generate/generate.ts'
import type { Material } from '../../../../src/core/practice/generate/material.ts'
import { grade } from '../../../../src/core/practice/grade.ts'
import type { Answer, Question } from '../../../../src/core/practice/question.ts'
import { readers } from '../../../../src/core/mail/readers.ts'
import type { SessionRecord } from '../../../../src/core/session.ts'
import { readSession } from '../../../../src/core/timeline/read.ts'
import { webCiphers } from '../../../../src/core/tls/webcrypto.ts'
import { practiceMaterial } from '../../../../src/sessions/practice-material.ts'

const names = Object.keys(generators) as GeneratorName[]
const seedsInAll = 10_000
let material: Material

beforeAll(async () => {
  const timelines = await Promise.all(
    readdirSync('public/sessions').map(async (id) => {
      const read = (name: string) => readFileSync(`public/sessions/${id}/${name}`)
      const record = JSON.parse(read('session.json').toString('utf8')) as SessionRecord
      const parts = { id, title: id, wire: read('wire.pcapng'), cast: read('terminal.cast').toString('utf8'), record }
      return (await readSession(parts, { readers, ciphers: webCiphers(globalThis.crypto.subtle) })).timeline
    }),
  )
  material = practiceMaterial(timelines)
})

/** Every answer that is right; for choices all subsets are tried, for the others all permutations up to five. */
function rightAnswers(question: Question): Answer[] {
  if (question.options) {
    const count = question.options.length
    const all: Answer[] =
      question.kind === 'multiple'
        ? Array.from({ length: 2 ** count }, (_, bits) =>
            Array.from({ length: count }, (_, index) => index).filter((index) => bits & (1 << index)),
          )
        : Array.from({ length: count }, (_, index) => [index])
    return all.filter((answer) => grade(question, answer).right)
  }
  // The accepted spellings of a typed answer are one answer.
  if (question.accept) {
    return question.accept.every((text) => grade(question, text.replaceAll('*', 'x')).right)
      ? [question.accept[0] ?? '']
      : []
  }
  return permutations((question.pairs ?? question.sequence ?? []).length).filter(
    (answer) => grade(question, answer).right,
  )
}

function permutations(length: number): number[][] {
  let all: number[][] = [[]]
  for (let next = 0; next < length; next++) {
    all = all.flatMap((some) => Array.from({ length: next + 1 }, (_, place) => some.toSpliced(place, 0, next)))
  }
  return all
}

const repeated = (texts: readonly string[]): string[] => texts.filter((text, index) => texts.indexOf(text) !== index)

test(`over ${seedsInAll} seeds every made question has one right answer set and no option twice`, () => {
  const problems: string[] = []
  const made = new Map<string, number>()
  for (let seed = 0; seed < seedsInAll; seed++) {
    const name = names[seed % names.length] ?? 'name-the-port'
    const question = generate(material, name, String(seed))
    if (!question) {
      problems.push(`${name}/${seed}: nothing made`)
      continue
    }
    made.set(name, (made.get(name) ?? 0) + 1)
    const texts = question.options?.map(({ text }) => text) ?? question.sequence ?? question.accept ?? []
    const sides = [texts, question.pairs?.map(([left]) => left) ?? [], question.pairs?.map(([, right]) => right) ?? []]
    // Permutations of six or seven are the same test as of five, and slow.
    const rights = (question.sequence?.length ?? 0) > 5 ? [0] : rightAnswers(question)
    if (rights.length !== 1) problems.push(`${name}/${seed}: ${rights.length} right answers`)
    if (sides.some((side) => repeated(side).length > 0)) problems.push(`${name}/${seed}: an option twice`)
    if (question.options && question.options.length < 2) problems.push(`${name}/${seed}: nothing to choose from`)
    if (question.options?.some(({ text }) => text === '') || question.prompt === '')
      problems.push(`${name}/${seed}: empty`)
    if (repeated(question.sources.map(({ label }) => label)).length > 0)
      problems.push(`${name}/${seed}: a source twice`)
    if (question.sources.length === 0) problems.push(`${name}/${seed}: no source`)
    const accepted = question.wrong?.filter(({ text }) => grade(question, text.replaceAll('*', 'x')).right) ?? []
    if (accepted.length > 0) problems.push(`${name}/${seed}: a wrong answer is accepted: ${accepted[0]?.text}`)
    const step = question.wire && material.sessions.find(({ id }) => id === question.wire?.session)
    if (question.wire && !step?.steps.some(({ id }) => id === question.wire?.step))
      problems.push(`${name}/${seed}: no such step`)
  }
  expect(problems.slice(0, 20)).toEqual([])
  expect([...made.keys()].sort()).toEqual([...names].sort())
})

test('a seed makes the same question every time, and another seed mostly another', () => {
  for (const name of names) {
    expect(generate(material, name, 'a')).toEqual(generate(material, name, 'a'))
    const different = new Set(
      Array.from({ length: 50 }, (_, seed) => {
        const { id: _id, ...question } = generate(material, name, String(seed)) ?? { id: '' }
        return JSON.stringify(question)
      }),
    )
    expect(different.size, name).toBeGreaterThan(5)
  }
})

/** All that a learner sees of a question, and by what each of its options, or its whole answer, is right. */
function seenOf({ kind, prompt, given, options, sequence, accept, pairs }: Question): [seen: string, right: string][] {
  const text = [kind, prompt, given ?? ''].join('\n')
  if (options) {
    // Where one is to be pointed at, the others are what it is told from.
    const beside = kind === 'point' ? options.map((option) => option.text).sort() : []
    return options.map((option) => [[text, ...beside, option.text].join('\n'), String(option.right)])
  }
  if (pairs) return pairs.map(([one, other]) => [[text, one].join('\n'), other])
  return [[[text, ...[...(sequence ?? [])].sort()].join('\n'), JSON.stringify(sequence ?? accept)]]
}

test('what looks the same has the same right answer, whichever recording it was made from', () => {
  const known = new Map<string, string>()
  const problems: string[] = []
  for (const name of names) {
    for (let seed = 0; seed < 2000; seed++) {
      const question = generate(material, name, `same-${seed}`)
      for (const [seen, right] of question ? seenOf(question) : []) {
        if ((known.get(seen) ?? right) !== right) problems.push(`${name}/same-${seed}: ${seen}`)
        known.set(seen, right)
      }
    }
  }
  expect(problems.slice(0, 5)).toEqual([])
})

test('a recorded next command is accepted by its own question', () => {
  for (let seed = 0; seed < 300; seed++) {
    const question = generate(material, 'next-command', String(seed))
    const sent = /sent "(.*)"\.$/s.exec(question?.explanation ?? '')?.[1]
    if (question && sent !== undefined) expect(grade(question, sent).right, sent).toBe(true)
  }
})

test('what the material has nothing for is not made', () => {
  const without = (what: Partial<Material>) =>
    names.filter((name) => generate({ ...material, ...what }, name, '1') === null).sort()
  const ofPorts = ['client-settings', 'match-ports', 'name-the-port', 'speaks-first', 'start-of-tls']
  const ofSessions = [
    'leaking-line',
    'listener-knows',
    'missing-step',
    'next-command',
    'order-steps',
    'port-of-transcript',
  ]
  expect(without({ errors: [] })).toEqual(['error-meaning'])
  expect(without({ sessions: [] })).toEqual(ofSessions)
  expect(without({ sessions: material.sessions.map((session) => ({ ...session, steps: [] })) })).toEqual(ofSessions)
  expect(without({ ports: [] })).toEqual([...ofPorts, 'port-of-transcript'].sort())
  expect(without({ ports: [], sessions: [], errors: [] })).toEqual([...names].sort())
})
