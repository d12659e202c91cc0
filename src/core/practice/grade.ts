import type { Answer, Question } from './question.ts'

/** The verdict on one answer. */
export interface Verdict {
  readonly right: boolean
  /** For each option, pair or place: whether the learner dealt with it rightly. Empty for typed answers. */
  readonly parts: readonly boolean[]
  /** What speaks against what was chosen; empty when all is right, or where nobody foresaw the mistake. */
  readonly against: readonly string[]
}

/** Grades an answer. Never throws: an answer of the wrong shape is a wrong answer. */
export function grade(question: Question, answer: Answer): Verdict {
  if (typeof answer === 'string') return gradeTyped(question, answer)
  const { options } = question
  if (options) {
    const parts = options.map((option, index) => option.right === answer.includes(index))
    // Two options may be wrong for one reason: it is said once.
    const against = new Set(
      options.flatMap((option, index) => (!parts[index] && !option.right && option.because ? [option.because] : [])),
    )
    // Any byte of the field that was asked for is that field.
    const right = question.bytes ? options[answer[0] ?? -1]?.right === true : parts.every(Boolean)
    return { right, parts, against: [...against] }
  }
  const parts = (question.pairs ?? question.sequence ?? []).map((_, index) => answer[index] === index)
  return { right: parts.length > 0 && parts.every(Boolean), parts, against: [] }
}

function gradeTyped(question: Question, typed: string): Verdict {
  const said = canonical(typed)
  const right = (question.accept ?? []).some((accepted) => fits(said, canonical(accepted)))
  const known = right ? undefined : question.wrong?.find((wrong) => fits(said, canonical(wrong.text)))
  return { right, parts: [], against: known ? [known.because] : [] }
}

/** Verbs and port numbers do not care about case; people add spaces. */
function canonical(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase()
}

/** A star stands for at least one character. */
function fits(said: string, pattern: string): boolean {
  const literal = pattern.replace(/[^\w\s]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('\\*', '.+')}$`).test(said)
}
