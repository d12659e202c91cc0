/** One group of results, drawn element by element; no string becomes markup. */
import type { Found, Hits } from './SearchIndex.ts'
import { bestEntries } from './SearchWords.ts'

/** Results stand in groups: what explains comes before what only holds the word. */
export const groups = [
  { kind: 'text', title: 'Lessons and reference', atFirst: 8 },
  { kind: 'recording', title: 'Recordings', atFirst: 4 },
  { kind: 'question', title: 'Practice', atFirst: 3 },
] as const
const more = 10
const entriesShown = 3

const kinds: readonly [RegExp, string][] = [
  [/^\/lessons\/./, 'Lesson'],
  [/^\/glossary\//, 'Glossary'],
  [/^\/errors\//, 'Error messages'],
  [/^\/claims\//, 'Old advice'],
  [/^\/(sessions|practice)\//, ''],
]
const kindOf = (url: string): string => kinds.find(([path]) => path.test(url))?.[1] ?? 'Page'

/** Pagefind's excerpts are escaped text with `<mark>` around what was found. */
function excerpt(html: string): (string | HTMLElement)[] {
  const text = (part: string): string =>
    part.replace(/&(lt|gt|quot|#39|#x27|amp);/g, (_, name: string) =>
      name === 'lt' ? '<' : name === 'gt' ? '>' : name === 'quot' ? '"' : name === 'amp' ? '&' : "'",
    )
  return html.split(/<mark>(.*?)<\/mark>/s).map((part, at) => (at % 2 ? element('mark', text(part)) : text(part)))
}

/** @param children  text stays text */
export function element(name: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name)
  made.append(...children)
  return made
}

export function link(href: string, ...children: (string | Node)[]): HTMLAnchorElement {
  const made = document.createElement('a')
  made.href = href
  made.append(...children)
  return made
}

function kindMark(kind: string): HTMLElement {
  const mark = element('span', kind)
  mark.className = 'kind'
  return mark
}

function result(found: Found, words: string): HTMLElement {
  const title = found.meta.title ?? found.url
  const item = element('li', element('h3', link(found.url, title)))
  const kind = kindOf(found.url)
  if (kind && kind !== title) item.append(' ', kindMark(kind))
  // Where single entries of a page were found, they say more than the page's own excerpt; a recording is one thing.
  const parts = kind ? found.sub_results.filter((sub) => sub.url !== found.url) : []
  const entries = bestEntries(parts, words).slice(0, entriesShown)
  if (entries.length === 0) item.append(element('p', ...excerpt(found.excerpt)))
  else {
    const list = entries.map((sub) => element('li', link(sub.url, sub.title), element('p', ...excerpt(sub.excerpt))))
    item.append(element('ul', ...list))
  }
  return item
}

export interface Group {
  /** How many pages it has at most. */
  readonly count: number
  /** Whether it may have fewer. */
  readonly fewer: boolean
  readonly section: HTMLElement
}

/** One group with its first results and a button for more; null where nothing in it has the words. */
export async function drawGroup(
  { kind, title, atFirst }: (typeof groups)[number],
  words: string,
  hits: Hits,
): Promise<Group | null> {
  const first = await hits.next(atFirst)
  if (first.length === 0) return null

  const list = element('ol', ...first.map((found) => result(found, words)))
  list.className = 'results'
  const count = kindMark('')
  const tell = (): void => {
    count.textContent = `${hits.fewer ? 'at most ' : ''}${hits.count}`
  }
  tell()
  const heading = element('h2', title, ' ', count)
  heading.id = `found-${kind}`
  const section = element('section', heading, list)
  section.setAttribute('aria-labelledby', heading.id)
  if (hits.left) section.append(...moreOf(hits, words, list, tell))
  return { count: hits.count, fewer: hits.fewer, section }
}

/** A button that adds more results to a list, and the place where it says that they did not come. */
function moreOf(hits: Hits, words: string, list: HTMLElement, tell: () => void): HTMLElement[] {
  const trouble = element('p')
  trouble.setAttribute('role', 'alert')
  const button = element('button')
  button.className = 'button'
  button.setAttribute('type', 'button')
  const offer = (): void => {
    const most = Math.min(more, hits.count - list.children.length)
    button.textContent = `Show ${most} more of ${hits.fewer ? 'at most ' : ''}${hits.count}`
  }
  const add = async (): Promise<void> => {
    const items = (await hits.next(more)).map((found) => result(found, words))
    list.append(...items)
    trouble.textContent = ''
    tell()
    // The button may go away with the focus: the first of the new ones has it, or the last there is.
    ;(items[0] ?? list.lastElementChild)?.querySelector('a')?.focus()
    if (hits.left) offer()
    else button.remove()
  }
  let coming = false
  button.addEventListener('click', () => {
    // A second press while they are on their way asks for nothing more.
    if (coming) return
    coming = true
    add()
      .catch(() => {
        trouble.textContent = 'More could not be loaded. Is there a network?'
        button.textContent = 'Try again'
      })
      .finally(() => (coming = false))
  })
  offer()
  return [button, trouble]
}
