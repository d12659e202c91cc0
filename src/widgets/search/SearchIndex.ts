/** Pagefind's index: fetched when something is searched, and what it answers. */
import { answersTo } from './SearchWords.ts'

export interface Found {
  readonly url: string
  /** The whole text of the page. */
  readonly content: string
  readonly excerpt: string
  readonly meta: { readonly title?: string }
  readonly sub_results: readonly { readonly title: string; readonly url: string; readonly excerpt: string }[]
}

export interface Match {
  data(): Promise<Found>
}

interface Index {
  /** The addresses of those of its parts that did not arrive; see `search-index.ts`. */
  readonly lostParts: readonly string[]
  options(options: { noWorker: boolean; excerptLength: number }): Promise<void>
  init(): Promise<void>
  search(words: string, options: { filters: { kind: string } }): Promise<{ results: Match[] }>
}

let index: Promise<Index> | undefined
let loads = 0

function loadIndex(): Promise<Index> {
  if (index) return index
  // In a variable, because the file is made after the site is bundled. What failed in a module stays failed in it: each
  // further load is of a module of its own.
  const file = `/pagefind/pagefind.js${loads ? `?again=${loads}` : ''}`
  loads++
  index = (import(/* @vite-ignore */ file) as Promise<Index>).then(async (loaded) => {
    // A worker would be refused by the site's policy; the index is small enough for the page itself.
    await loaded.options({ noWorker: true, excerptLength: 24 })
    await loaded.init()
    return loaded
  })
  return index
}

/** After this the next search loads the index anew. */
export function forgetIndex(): void {
  index = undefined
}

/** Whether parts of the index that was searched did not arrive: they look like parts without the words. */
export async function lacksParts(): Promise<boolean> {
  return ((await index)?.lostParts.length ?? 0) > 0
}

/** The pages of one kind that the index has for some words. @throws where the index does not arrive */
export async function find(kind: string, words: string): Promise<readonly Match[]> {
  const loaded = await loadIndex()
  return (await loaded.search(words, { filters: { kind } })).results
}

/** So many pages that do not have the words are looked at in a row, in search of one that has them; each is fetched for it. */
const patience = 40

/** What the index has for some words, in its order, without what turns out not to have them. */
export class Hits {
  readonly #find: () => Promise<readonly Match[]>
  readonly #answers: (text: string) => boolean
  #matches: readonly Match[] | undefined
  #size = 0
  #looked = 0
  #misfits = 0

  constructor(words: string, found: () => Promise<readonly Match[]>) {
    this.#answers = answersTo(words)
    this.#find = found
  }

  /** How many pages there are at most. */
  get count(): number {
    return this.#size - this.#misfits
  }
  /** Whether there may be fewer: some did not have the words, and not all were looked at. */
  get fewer(): boolean {
    return this.#misfits > 0 && this.left
  }
  /** Whether some were not looked at yet. */
  get left(): boolean {
    return this.#looked < this.#size
  }

  /**
   * The next pages that have the words.
   *
   * @returns at most so many; fewer where there are no more, or none for long
   * @throws where one does not arrive: the same are asked for again by the next call, of the index loaded anew
   */
  async next(most: number): Promise<Found[]> {
    const next: Found[] = []
    try {
      this.#matches ??= await this.#find()
      this.#size = this.#matches.length
      let at = this.#looked
      while (next.length < most && at < this.#size && at - this.#looked < most + patience) {
        const some = this.#matches.slice(at, at + most)
        const pages = await Promise.all(some.map((match) => match.data()))
        for (const page of pages) {
          if (next.length === most) break
          at++
          if (this.#answers(page.content)) next.push(page)
        }
      }
      this.#misfits += at - this.#looked - next.length
      this.#looked = at
    } catch (error) {
      // A page that did not arrive stays lost to the index that asked for it.
      this.#matches = undefined
      forgetIndex()
      throw error
    }
    return next
  }
}
