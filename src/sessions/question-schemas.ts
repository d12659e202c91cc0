import { z } from 'astro/zod'
import { factId, slug } from './ids.ts'
import { prose, sentence, typeset } from './prose.ts'

const common = {
  /** Stable for ever: learners' answers are remembered under it. */
  id: slug,
  /** An id in content/concepts.yaml. */
  concept: slug,
  /** 1 recall, 2 apply, 3 work it out. */
  difficulty: z.union([z.literal(1), z.literal(2), z.literal(3)], { error: 'difficulty is 1, 2 or 3' }),
  /** Facts that the answer rests on; they alone must be enough to solve it. */
  facts: z.array(factId).min(1),
  prompt: z.string().min(10).transform(typeset),
  /** A transcript, bytes or settings to look at, line by line. */
  given: z.string().optional(),
  explanation: sentence,
  /** The recorded moment that proves the answer. */
  wire: z.strictObject({ session: slug, step: z.string() }).optional(),
}

const option = z.strictObject({
  text: z.string().min(1).transform(typeset),
  right: z.literal(true).optional(),
  /** Why it is right, or what speaks against it. */
  because: sentence,
  /** For a wrong option: what someone who chooses it believes. */
  misconception: z.string().optional(),
})

/** A line to point at, as it was printed: the explanation says all, so a reason of its own is welcome and not demanded. */
const line = option.extend({ text: z.string().min(1), because: sentence.optional() })

const knownWrong = z.strictObject({ text: z.string(), because: sentence, misconception: z.string().optional() })

const distinct = <T>(texts: (value: T) => string[], what: string) =>
  z.check<T>((payload) => {
    const all = texts(payload.value).map((text) => text.trim().toLowerCase())
    const twice = all.find((text, index) => all.indexOf(text) !== index)
    if (twice !== undefined) {
      payload.issues.push({ code: 'custom', message: `${what} reads "${twice}" twice`, input: payload.value })
    }
  })

type Choices = { options: { text: string; right?: true | undefined; misconception?: string | undefined }[] }

const rightOnes = (fits: (count: number, of: number) => boolean, wanted: string) =>
  z.check<Choices>((payload) => {
    const count = payload.value.options.filter((choice) => choice.right).length
    if (!fits(count, payload.value.options.length)) {
      payload.issues.push({
        code: 'custom',
        path: ['options'],
        message: `${count} options are marked right; ${wanted}`,
        input: payload.value,
      })
    }
  })

const everyWrongNamed = z.check<Choices>((payload) => {
  payload.value.options.forEach((choice, index) => {
    if (!choice.right && !choice.misconception) {
      payload.issues.push({
        code: 'custom',
        path: ['options', index],
        message: `say which misconception "${choice.text}" stands for`,
        input: choice,
      })
    }
  })
})

const optionTexts = distinct<Choices>(({ options }) => options.map(({ text }) => text), 'an option')

const single = z.strictObject({ kind: z.literal('single'), ...common, options: z.array(option).min(2).max(6) }).check(
  rightOnes((count) => count === 1, 'mark exactly one'),
  everyWrongNamed,
  optionTexts,
)

const multiple = z
  .strictObject({ kind: z.literal('multiple'), ...common, options: z.array(option).min(3).max(8) })
  .check(
    rightOnes((count) => count >= 1, 'mark at least one'),
    everyWrongNamed,
    optionTexts,
  )

const point = z
  .strictObject({ kind: z.literal('point'), ...common, options: z.array(line).min(3).max(20) })
  .check(rightOnes((count) => count === 1, 'mark exactly one'))

/** Bytes of a recording to point at: read by the build. */
const bytes = z.strictObject({
  session: slug,
  step: z.string(),
  field: z.string(),
  length: z.int().min(1).optional(),
  from: z.string().optional(),
  count: z.int().min(3).max(64),
})
const pointAtByte = z.strictObject({ kind: z.literal('byte'), ...common, bytes })

const match = z.strictObject({
  kind: z.literal('match'),
  ...common,
  pairs: z
    .array(z.tuple([prose, prose]))
    .min(3)
    .max(8)
    .check(
      distinct((pairs: [string, string][]) => pairs.map(([left]) => left), 'the left side'),
      distinct((pairs: [string, string][]) => pairs.map(([, right]) => right), 'the right side'),
    ),
})

const order = z.strictObject({
  kind: z.literal('order'),
  ...common,
  sequence: z
    .array(prose)
    .min(3)
    .max(9)
    .check(distinct((items: string[]) => items, 'the sequence')),
})

const port = z.strictObject({
  kind: z.literal('port'),
  ...common,
  answer: z.int().min(1).max(65535),
  wrong: z.array(knownWrong).default([]),
})

const command = z.strictObject({
  kind: z.literal('command'),
  ...common,
  /** Every form to accept; case and spacing do not count, `*` stands for any argument. */
  accept: z.array(z.string()).min(1),
  wrong: z.array(knownWrong).default([]),
})

const writtenQuestion = z.discriminatedUnion('kind', [
  single,
  multiple,
  point,
  pointAtByte,
  match,
  order,
  port,
  command,
])

export const questionFile = z.strictObject({
  /** The lesson these belong to: its file name in content/lessons/ without its number and ending. */
  lesson: slug,
  questions: z.array(writtenQuestion).min(1),
})

/** content/concepts.yaml: what the course teaches, the unit of scheduling. */
export const conceptsFile = z
  .array(
    z.strictObject({
      id: slug,
      /** As a learner reads it. */
      title: prose,
      /** The lesson that explains it first, by file name without `.mdx`. */
      lesson: slug,
    }),
  )
  .min(1)

export type WrittenQuestion = z.output<typeof writtenQuestion>
export type Concept = z.output<typeof conceptsFile>[number]
