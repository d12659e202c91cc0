import type { Question } from './question.ts'

/** The right bytes with their places, counted from 1: `00 11 (byte 8, 9)`. */
export function bytesRight({ options = [] }: Question): string {
  const right = options.flatMap((option, index) => (option.right ? [{ text: option.text, place: index + 1 }] : []))
  return `${right.map(({ text }) => text).join(' ')} (byte ${right.map(({ place }) => place).join(', ')})`
}
