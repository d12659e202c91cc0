/** The search box: asks Pagefind's index and draws what it finds, element by element; no string becomes markup. */
import { drawGroup, element, groups, link, type Group } from './SearchGroup.ts'
import { find, forgetIndex, Hits, lacksParts } from './SearchIndex.ts'
import { beginning, phrasesOf, quoted, searchable, worthReading } from './SearchWords.ts'

/** Typing goes on within this time: ms. */
const pause = 150

async function draw(words: string): Promise<Group[]> {
  const drawn = await Promise.all(
    groups.map((group) => drawGroup(group, words, new Hits(words, () => find(group.kind, words)))),
  )
  return drawn.filter((group) => group !== null)
}

/**
 * What the index has for the first of some parts that it has anything for: a line of a log is found by the part of it
 * that does not change from machine to machine. Null where there is none, or once something else is asked.
 */
async function lookUp(
  parts: readonly string[],
  changed: () => boolean,
): Promise<{ readonly part: string; readonly drawn: Group[] } | null> {
  for (const part of parts) {
    const drawn = await draw(part)
    if (changed()) return null
    if (drawn.length > 0) return { part, drawn }
  }
  return null
}

const pages = (drawn: readonly Group[]): string => {
  const count = drawn.reduce((sum, group) => sum + group.count, 0)
  return `${drawn.some(({ fewer }) => fewer) ? 'at most ' : ''}${count} ${count === 1 ? 'page' : 'pages'}`
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
      let found = await lookUp([first, ...phrasesOf(words)], changed)
      // Nothing is nothing only where all parts of the index were there; where not, one loaded anew is asked once more.
      if (!found && !changed() && (await lacksParts())) {
        forgetIndex()
        if (navigator.onLine) found = await lookUp([first, ...phrasesOf(words)], changed)
      }
      if (changed()) return
      if (found?.part === first) {
        return say([pages(found.drawn), long ? `, for the first ${first.length} characters` : ''], found.drawn)
      }
      if (found) {
        const why = long ? 'That is too long to be searched whole. “' : 'Nothing has the whole line. “'
        return say([why, quote(found.part), `” is on ${pages(found.drawn)}`], found.drawn)
      }
      const which = long ? '”. Only its beginning was searched' : '”'
      say(['Nothing found for “', quote(words), `${which}. Try one word of it, or look in the lists below.`], [])
      place.append(lists())
      if (!navigator.onLine) state.append(' There is no network: only what was searched before can be found.')
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
