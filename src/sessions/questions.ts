/**
 * The question bank, read from content/questions/ at build time and handed to pages in the shape the site ships.
 * A malformed file, an unknown concept or fact, or an id used twice stops the build with a {@link ContentError}
 * that names the file, the place, the problem and the next step.
 */
import { readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Option, Question, Source } from '../core/practice/question.ts'
import { unknownName } from '../core/nearest.ts'
import { contentHash } from './content-hash.ts'
import { byteOptions } from './question-bytes.ts'
import { conceptsFile, questionFile, type Concept, type WrittenQuestion } from './question-schemas.ts'
import { eachOnce, sourcesOf } from './source-link.ts'
import { ContentError, readYaml } from './yaml-file.ts'

// Not import.meta.url: the build moves this module. Every command of the project runs at its top.
const contentDir = resolve('content')
const hint = 'content/questions/README.md shows every kind of question.'

let bank: Promise<readonly Question[]> | undefined
let concepts: readonly Concept[] | undefined

/** All written questions, in the order of the files. @throws {ContentError} */
export function getQuestions(): Promise<readonly Question[]> {
  return (bank ??= readQuestions(contentDir, sourcesOf))
}

/** What the course teaches, in its order: the unit of scheduling. @throws {ContentError} */
export function getConcepts(): readonly Concept[] {
  return (concepts ??= readConcepts(contentDir))
}

/** The name of a lesson without its number: questions outlive a renumbering. */
export function lessonKey(slug: string): string {
  return slug.replace(/^\d+-/, '')
}

/**
 * The questions for one place in a lesson.
 *
 * @param wanted  a lesson (with or without its number) or a concept, and how many at most
 * @throws {ContentError} where no question answers to that name
 */
export async function questionsFor(wanted: {
  lesson?: string | undefined
  concept?: string | undefined
  count?: number | undefined
}): Promise<readonly Question[]> {
  const lesson = wanted.lesson === undefined ? undefined : lessonKey(wanted.lesson)
  const all = await getQuestions()
  const found = all.filter(
    (question) =>
      (lesson === undefined || question.lesson === lesson) &&
      (wanted.concept === undefined || question.concept === wanted.concept),
  )
  if (found.length === 0) {
    const [what, name, known] =
      wanted.concept !== undefined
        ? (['concept', wanted.concept, all.map((question) => question.concept)] as const)
        : (['lesson', lesson ?? '', all.map((question) => question.lesson)] as const)
    const problem = `content/questions: no question for the ${what}`
    throw new ContentError(unknownName(problem, name, known, { otherwise: hint }))
  }
  if (wanted.count === undefined || wanted.count >= found.length) return found
  // Taken evenly from the list, so that a few questions are of several kinds; by concept others than by lesson.
  const step = found.length / wanted.count
  const start = wanted.concept === undefined ? 0 : step / 2
  return found.filter((_, index) => Math.floor((index - start) / step) !== Math.floor((index - 1 - start) / step))
}

/** @throws {ContentError} */
function readConcepts(dir: string): Concept[] {
  return readYaml(join(dir, 'concepts.yaml'), conceptsFile, 'A concept is { id, title, lesson }.')
}

/**
 * Reads every file of `questions/`, against `concepts.yaml` beside that folder.
 *
 * @param dir      the content folder
 * @param resolve  gives the sources of a fact; throws a {@link ContentError} where there is no such fact
 * @throws {ContentError}
 */
export async function readQuestions(dir: string, resolve: (fact: string) => readonly Source[]): Promise<Question[]> {
  const concepts = readConcepts(dir)
  const ids = concepts.map(({ id }) => id)
  const lessons = new Set(concepts.map(({ lesson }) => lessonKey(lesson)))
  const files = readdirSync(join(dir, 'questions')).filter((name) => name.endsWith('.yaml'))
  const seen = new Map<string, string>()
  const found = files.sort().flatMap((name) => {
    const path = join(dir, 'questions', name)
    const shown = relative(process.cwd(), path)
    const file = readYaml(path, questionFile, hint)
    if (!lessons.has(file.lesson)) {
      const problem = `${shown}: no concept of content/concepts.yaml is taught in a lesson`
      const otherwise = 'Name a lesson of that file, without its number.'
      throw new ContentError(unknownName(problem, file.lesson, lessons, { otherwise }))
    }
    return file.questions.map((written) => {
      const place = `${shown}: ${written.id}`
      const before = seen.get(written.id)
      if (before !== undefined) {
        throw new ContentError(`${place}: ${before} has a question of that id.\nGive this one an id of its own.`)
      }
      seen.set(written.id, shown)
      if (!ids.includes(written.concept)) {
        const otherwise = 'The concepts are in content/concepts.yaml.'
        throw new ContentError(unknownName(`${place}: no concept`, written.concept, ids, { otherwise }))
      }
      const sources = written.facts.flatMap((fact) => {
        try {
          return resolve(fact)
        } catch (error) {
          throw new ContentError(`${place}: ${error instanceof Error ? error.message : String(error)}`)
        }
      })
      return { written, place, lesson: file.lesson, sources }
    })
  })
  return Promise.all(
    found.map(async ({ written, place, lesson, sources }) =>
      shipped(written, lesson, sources, written.kind === 'byte' ? await byteOptions(written.bytes, place) : undefined),
    ),
  )
}

/** From the shape authors write to the shape the site ships. */
function shipped(
  written: WrittenQuestion,
  lesson: string,
  sources: readonly Source[],
  bytes: readonly Option[] | undefined,
): Question {
  const { id, kind, concept, difficulty, prompt, explanation } = written
  const rev = contentHash(written, 6)
  return {
    id,
    rev,
    kind: kind === 'byte' ? 'point' : kind,
    concept,
    lesson,
    difficulty,
    prompt,
    ...(written.given === undefined ? {} : { given: written.given.trimEnd() }),
    ...(bytes ? { options: bytes, bytes: true as const } : answersOf(written)),
    explanation,
    sources: eachOnce(sources),
    ...(written.kind === 'byte'
      ? { wire: { session: written.bytes.session, step: written.bytes.step } }
      : written.wire
        ? { wire: written.wire }
        : {}),
  }
}

function answersOf(written: WrittenQuestion): Partial<Question> {
  const withoutBelief = (wrong: { text: string; because: string }) => ({ text: wrong.text, because: wrong.because })
  switch (written.kind) {
    case 'single':
    case 'multiple':
    case 'point':
      return {
        options: written.options.map((choice): Option => ({
          text: choice.text,
          right: choice.right ?? false,
          because: choice.because ?? '',
        })),
      }
    case 'byte':
      return {}
    case 'match':
      return { pairs: written.pairs }
    case 'order':
      return { sequence: written.sequence }
    case 'port':
      return { accept: [String(written.answer)], wrong: written.wrong.map(withoutBelief) }
    case 'command':
      return { accept: written.accept, wrong: written.wrong.map(withoutBelief) }
  }
}
