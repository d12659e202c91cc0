// A newcomer reads the lessons without stumbling: short sentences, common words.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import readability from 'text-readability'
import { describe, expect, test } from 'vitest'
import { getClaims, getErrors, getGlossary } from '../../src/sessions/facts.ts'
import { sentencesOf, strayNumbersOf } from './prose.ts'

/** Words in a sentence: what plain English is advised to keep to, and a little. */
const wordsMax = 28
/** School years that a lesson asks of its reader (Flesch-Kincaid), its code left out. Plain English for all is about 8. */
const lessonGradeMax = 7
/** The short texts of the reference are denser: they have to name things. */
const referenceGradeMax = 9

const lessons = readdirSync('content/lessons')
  .sort()
  .map((name) => ({ name, text: readFileSync(join('content/lessons', name), 'utf8') }))
  .map(({ name, text }) => ({ name, text, sentences: sentencesOf(text) }))

const wordsIn = (sentence: string) => sentence.split(/\s+/).length
const gradeOf = (sentences: readonly string[]) =>
  readability.fleschKincaidGrade(sentences.map((sentence) => sentence.replace(/[:.?!"”)]*$/, '.')).join(' '))

describe('lessons', () => {
  test('are read with the schooling of a fourteen-year-old', () => {
    const hard = lessons.map(({ name, sentences }) => ({ name, grade: gradeOf(sentences) }))
    expect(hard.filter(({ grade }) => grade > lessonGradeMax)).toEqual([])
  })

  test(`have no sentence of more than ${wordsMax} words`, () => {
    const long = lessons.flatMap(({ name, sentences }) =>
      sentences.filter((sentence) => wordsIn(sentence) > wordsMax).map((sentence) => `${name}: ${sentence}`),
    )
    expect(long).toEqual([])
  })

  test('are read in the minutes that they state', () => {
    // Two hundred words a minute, and the recordings, predictions and questions take at least as long again.
    const wrong = lessons.flatMap(({ name, text, sentences }) => {
      const minutes = Number(/^minutes: (\d+)/m.exec(text)?.[1])
      const words = sentences.reduce((sum, sentence) => sum + wordsIn(sentence), 0)
      return words / 200 > minutes * 0.75 ? [`${name}: ${words} words in ${minutes} minutes`] : []
    })
    expect(wrong).toEqual([])
  })

  test('begin no paragraph with a number and a dot, which Markdown takes for a list', () => {
    expect(lessons.flatMap(({ name, text }) => strayNumbersOf(text).map((line) => `${name}: ${line}`))).toEqual([])
  })
})

test('the reference is read with the schooling of a sixteen-year-old', () => {
  const texts: Record<string, string[]> = {
    glossary: getGlossary().map(({ short }) => short),
    claims: getClaims().map(({ truth }) => truth),
    errors: getErrors().flatMap(({ meaning, cause, cure }) => [meaning, cause, cure]),
  }
  for (const [name, all] of Object.entries(texts)) {
    expect(gradeOf(all.flatMap(sentencesOf)), name).toBeLessThanOrEqual(referenceGradeMax)
  }
})

describe('the reading of prose', () => {
  test('takes sentences as a reader does, and leaves code, tables and widgets out', () => {
    const text = [
      '---\ntitle: x\n---\n',
      '## A heading\n',
      'The port is _open_. `STARTTLS` comes first. <Cite fact="F1.1" />\n',
      '<Session id="x" view="ladder" />\n',
      '| a | b |\n',
      '```\nopenssl s_client\n```\n',
      '1. One thing: with a colon.\n2. Another.\n',
    ].join('\n')
    expect(sentencesOf(text)).toEqual([
      'The port is open.',
      'Code comes first.',
      'One thing: with a colon.',
      'Another.',
    ])
  })

  test('tells a list from a paragraph that begins with a port', () => {
    const list = 'Steps:\n\n1. One.\n2. Two.\n\n3. Three, after a blank line.\n'
    const code = '```\n250. not prose\n```\n'
    expect(strayNumbersOf(`${list}\nWords.\n\n1. Another list.\n\n${code}`)).toEqual([])
    expect(strayNumbersOf('## Which to choose\n\n995. It is safer.\n')).toEqual(['995. It is safer.'])
    expect(strayNumbersOf('<Puzzle title="x">\n\n  25) is for servers.\n')).toEqual(['25) is for servers.'])
    expect(strayNumbersOf(`${list}\nWords.\n\n4. Cut off from its list.\n`)).toEqual(['4. Cut off from its list.'])
  })

  test('gives officialese a high grade, so that the bound can be broken', () => {
    const officialese =
      'The implementation of opportunistic confidentiality mechanisms necessitates comprehensive administrative consideration.'
    expect(gradeOf([officialese])).toBeGreaterThan(referenceGradeMax)
  })
})
