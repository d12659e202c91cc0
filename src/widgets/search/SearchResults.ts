/** The search box: asks Pagefind's index and draws what it finds, element by element; no string becomes markup. */
import { answersTo, beginning, bestEntries, phrasesOf, quoted, searchable, worthReading } from './SearchWords.ts'

interface Found {
  readonly url: string
  /** The whole text of the page. */
  readonly content: string
  readonly excerpt: string
  readonly meta: { readonly title?: string }
  readonly sub_results: readonly { readonly title: string; readonly url: string; readonly excerpt: string }[]
}

interface Match {
  data(): Promise<Found>
}

interface Index {
  options(options: { noWorker: boolean; excerptLength: number }): Promise<void>
  init(): Promise<void>
  search(words: string, options: { filters: { kind: string } }): Promise<{ results: Match[] }>
}

/** Results stand in groups: what explains comes before what only holds the word. */
const groups = [
  { kind: 'text', title: 'Lessons and reference', atFirst: 8 },
  { kind: 'recording', title: 'Recordings', atFirst: 4 },
  { kind: 'question', title: 'Practice', atFirst: 3 },
] as const
const more = 10
const entriesShown = 3
/** Typing goes on within this time: ms. */
const pause = 150

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
function forgetIndex(): void {
  index = undefined
}

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

interface Group {
  readonly count: number
  readonly section: HTMLElement
}

/** One group with its first results and a button for more; null where nothing in it has the words. */
async function drawGroup(
  { kind, title, atFirst }: (typeof groups)[number],
  words: string,
  loaded: Index,
): Promise<Group | null> {
  const { results } = await loaded.search(words, { filters: { kind } })
  const load = async (from: number, to: number): Promise<Found[]> =>
    (await Promise.all(results.slice(from, to).map((one) => one.data()))).filter(({ content }) =>
      answersTo(words, content),
    )
  const first = await load(0, atFirst)
  if (first.length === 0) return null

  const list = element('ol', ...first.map((found) => result(found, words)))
  list.className = 'results'
  const heading = element('h2', title, ' ', kindMark(String(results.length)))
  heading.id = `found-${kind}`
  const section = element('section', heading, list)
  section.setAttribute('aria-labelledby', heading.id)
  let shown = atFirst
  if (results.length > shown) {
    const button = element('button')
    button.className = 'button'
    button.setAttribute('type', 'button')
    const left = (): void => {
      button.textContent = `Show ${Math.min(more, results.length - shown)} more of ${results.length}`
    }
    left()
    button.addEventListener('click', () => {
      void load(shown, shown + more).then((next) => {
        const items = next.map((found) => result(found, words))
        list.append(...items)
        shown += more
        if (shown < results.length) left()
        else button.remove()
        items[0]?.querySelector('a')?.focus()
      })
    })
    section.append(button)
  }
  return { count: results.length, section }
}

async function draw(words: string): Promise<Group[]> {
  const loaded = await loadIndex()
  const drawn = await Promise.all(groups.map((group) => drawGroup(group, words, loaded)))
  return drawn.filter((group) => group !== null)
}

const pages = (drawn: readonly Group[]): string => {
  const count = drawn.reduce((sum, group) => sum + group.count, 0)
  return `${count} ${count === 1 ? 'page' : 'pages'}`
}

/** Brings the search box in `root` to life. `?q=` in the address is searched at once. */
export function start(root: HTMLElement): void {
  const form = root.querySelector('form')
  const input = root.querySelector('input')
  const state = root.querySelector('[role="status"]')
  const place = root.querySelector('.found')
  if (!form || !input || !state || !place) return
  let waiting: ReturnType<typeof setTimeout> | undefined

  const say = (text: readonly (string | Node)[], drawn: readonly Group[]): void => {
    place.replaceChildren(...drawn.map(({ section }) => section))
    state.replaceChildren(...text)
  }

  const search = async (): Promise<void> => {
    const typed = input.value
    const changed = (): boolean => input.value !== typed // something else was typed meanwhile
    const words = worthReading(typed)
    const first = beginning(words, searchable)
    const long = typed.trim().length > searchable
    history.replaceState(null, '', words ? `?q=${encodeURIComponent(words)}` : location.pathname)
    if (!words) return say([], [])
    try {
      const drawn = await draw(first)
      if (changed()) return
      if (drawn.length > 0) return say([pages(drawn), long ? `, for the first ${first.length} characters` : ''], drawn)
      // A line of a log is found by the part of it that does not change from machine to machine.
      for (const phrase of phrasesOf(words)) {
        const part = await draw(phrase)
        if (changed()) return
        if (part.length === 0) continue
        const why = long ? 'That is too long to be searched whole. “' : 'Nothing has the whole line. “'
        return say([why, quote(phrase), `” is on ${pages(part)}`], part)
      }
      const which = long ? '”. Only its beginning was searched' : '”'
      say(['Nothing found for “', quote(words), `${which}. Try one word of it, or look in the lists below.`], [])
      place.append(lists())
      // Parts of the index that did not arrive look like parts without the words.
      if (!navigator.onLine) {
        forgetIndex()
        state.append(' There is no network: only what was searched before can be found.')
      }
    } catch {
      forgetIndex()
      if (changed()) return
      say(['The search index could not be loaded. Is there a network?'], [])
      place.append(retry)
    }
  }
  const retry = element('button', 'Try again')
  retry.className = 'button'
  retry.setAttribute('type', 'button')
  retry.addEventListener('click', () => {
    input.focus()
    void search()
  })

  form.addEventListener('submit', (event) => event.preventDefault())
  input.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void search(), pause)
  })
  // Arrow keys walk from the box through the results and back; Tab does as well.
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops: HTMLElement[] = [input, ...place.querySelectorAll<HTMLElement>('a, button')]
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

/** Pasted text as it is said back: short, and whatever its direction it turns nothing else around. */
const quote = (text: string): HTMLElement => element('bdi', quoted(text))

const lists = (): HTMLElement =>
  element(
    'p',
    link('/errors/', 'Error messages'),
    ' · ',
    link('/glossary/', 'Glossary'),
    ' · ',
    link('/lessons/', 'Lessons'),
  )
