/** Fetches parts of the question bank, each once a page. */
import type { Question } from '../../core/practice/question.ts'

/** A part of the bank: where it is and how many questions on each concept it holds. */
export interface BankPart {
  readonly lesson: string
  readonly href: string
  readonly concepts: Readonly<Record<string, number>>
}

/** A concept as practice pages name it. */
export interface ConceptName {
  readonly id: string
  readonly title: string
  /** Slug of the lesson that teaches it, with its number. */
  readonly lesson: string
}

const fetched = new Map<string, Promise<readonly Question[]>>()

/** All questions on these concepts. A part that does not arrive is asked for again next time. */
export async function questionsOn(concepts: readonly string[], parts: readonly BankPart[]): Promise<Question[]> {
  const wanted = parts.filter((part) => concepts.some((concept) => concept in part.concepts))
  const lists = await Promise.all(wanted.map(({ href }) => fetchPart(href)))
  return lists.flat().filter(({ concept }) => concepts.includes(concept))
}

function fetchPart(href: string): Promise<readonly Question[]> {
  const known = fetched.get(href)
  if (known) return known
  const asking = fetch(href).then((response) => {
    if (!response.ok) throw new Error(`${href}: ${response.status}`)
    return response.json() as Promise<readonly Question[]>
  })
  fetched.set(href, asking)
  asking.catch(() => fetched.delete(href))
  return asking
}
