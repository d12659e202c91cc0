/** The search box: asks Pagefind's index and draws what it finds, element by element; no string becomes markup. */

interface Found {
  readonly url: string
  readonly excerpt: string
  readonly meta: { readonly title?: string }
  readonly sub_results: readonly { readonly title: string; readonly url: string; readonly excerpt: string }[]
}

interface Index {
  options(options: { noWorker: boolean; excerptLength: number }): Promise<void>
  init(): Promise<void>
  debouncedSearch(
    words: string,
    options: object,
    waitMs: number,
  ): Promise<{ results: { data(): Promise<Found> }[] } | null>
}

/** How many results are drawn; who needs more needs another word. */
const shown = 15
const entriesShown = 3

let index: Promise<Index> | undefined

function loadIndex(): Promise<Index> {
  // In a variable, because the file is made after the site is bundled.
  const file = '/pagefind/pagefind.js'
  index ??= (import(/* @vite-ignore */ file) as Promise<Index>).then(async (loaded) => {
    // A worker would be refused by the site's policy; the index is small enough for the page itself.
    await loaded.options({ noWorker: true, excerptLength: 24 })
    await loaded.init()
    return loaded
  })
  // A failed load is tried again with the next word.
  index.catch(() => (index = undefined))
  return index
}

const kinds: readonly [RegExp, string][] = [
  [/^\/lessons\/./, 'Lesson'],
  [/^\/sessions\/./, 'Recording'],
  [/^\/glossary\//, 'Glossary'],
  [/^\/errors\//, 'Error messages'],
  [/^\/claims\//, 'Old advice'],
  [/^\/practice\//, 'Practice'],
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

function element(name: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name)
  made.append(...children)
  return made
}

function link(href: string, ...children: (string | Node)[]): HTMLAnchorElement {
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

function result(found: Found): HTMLElement {
  const title = found.meta.title ?? found.url
  const item = element('li', element('h2', link(found.url, title)))
  const kind = kindOf(found.url)
  if (kind !== title) item.append(' ', kindMark(kind))
  // Where single entries of a page were found, they say more than the page's own excerpt.
  const entries = found.sub_results.filter((sub) => sub.url !== found.url).slice(0, entriesShown)
  if (entries.length === 0) item.append(element('p', ...excerpt(found.excerpt)))
  else {
    const list = entries.map((sub) => element('li', link(sub.url, sub.title), element('p', ...excerpt(sub.excerpt))))
    item.append(element('ul', ...list))
  }
  return item
}

/** Brings the search box in `root` to life. `?q=` in the address is searched at once. */
export function start(root: HTMLElement): void {
  const form = root.querySelector('form')
  const input = root.querySelector('input')
  const state = root.querySelector('[role="status"]')
  const list = root.querySelector('ol')
  if (!form || !input || !state || !list) return

  const search = async (): Promise<void> => {
    const words = input.value.trim()
    history.replaceState(null, '', words ? `?q=${encodeURIComponent(words)}` : location.pathname)
    if (!words) {
      list.replaceChildren()
      state.textContent = ''
      return
    }
    try {
      const answer = await (await loadIndex()).debouncedSearch(words, {}, 150)
      if (!answer || input.value.trim() !== words) return // something else was typed meanwhile
      const found = await Promise.all(answer.results.slice(0, shown).map((one) => one.data()))
      list.replaceChildren(...found.map(result))
      const { length } = answer.results
      state.textContent =
        length === 0
          ? `Nothing found for “${words}”. Try one word of it, or look in the glossary.`
          : `${length} ${length === 1 ? 'page' : 'pages'}${length > shown ? `; the first ${shown} are shown` : ''}`
    } catch {
      state.textContent = 'The search index could not be loaded. Is there a network? Type again to retry.'
    }
  }

  form.addEventListener('submit', (event) => event.preventDefault())
  input.addEventListener('input', () => void search())
  // Arrow keys walk from the box through the results and back; Tab does as well.
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
    if (at < 0 || !next) return
    event.preventDefault()
    next.focus()
  })

  delete form.dataset['awaits']
  input.value = new URLSearchParams(location.search).get('q') ?? ''
  if (input.value) void search()
}
