import { lookUp } from '../../core/timeline/explain.ts'

/** What is said of a field: its name, its meaning and its source, from `content/explanations/` as the site ships it. */
export interface FieldExplanation {
  readonly name: string
  readonly meaning: string
  readonly source: string
  readonly href?: string
}

export type Explanations = Readonly<Record<string, FieldExplanation>>

/** @see lookUp  for keys that end in what was said */
export const explain = (key: string, explanations: Explanations): FieldExplanation | undefined =>
  lookUp(explanations, key)

/** A field's name; where the explanations did not come, the last part of its key reads well enough. */
export const nameOf = (key: string, explanations: Explanations): string =>
  explain(key, explanations)?.name ?? key.slice(key.lastIndexOf('.') + 1)

let fetched: Promise<Explanations> | null = null

/** Fetches them once for a page. Without them the names of the keys do. */
export function explanationsFrom(url: string): Promise<Explanations> {
  fetched ??= fetch(url)
    .then((response) => (response.ok ? (response.json() as Promise<Explanations>) : {}))
    .catch(() => ({}))
  return fetched
}
