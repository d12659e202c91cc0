import { lookUp } from '../../core/timeline/explain.ts'
import type { Explanation } from '../player/explanation.ts'

/** What is said of fields, by their keys. */
export type Explanations = Readonly<Record<string, Explanation>>

/** @see lookUp  for keys that end in what was said */
export const explain = (key: string, explanations: Explanations): Explanation | undefined => lookUp(explanations, key)

/** A field's name; where the explanations did not come, the last part of its key reads well enough. */
export const nameOf = (key: string, explanations: Explanations): string =>
  explain(key, explanations)?.name ?? key.slice(key.lastIndexOf('.') + 1)

const fetched: Record<string, Promise<Explanations> | undefined> = {}

/** Fetches them once for a page; what did not come is asked for again next time. Without them the names of the keys do. */
export const explanationsFrom = (url: string): Promise<Explanations> =>
  (fetched[url] ??= fetch(url)
    .then((answer) => answer.json() as Promise<Explanations>)
    .catch(() => {
      fetched[url] = undefined
      return {}
    }))
