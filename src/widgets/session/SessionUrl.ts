/**
 * What a link to a session says: `#session/step?speed=2&wiretap=1&views=ladder,bytes&zoom=packets`.
 * Anyone may write such a link, so what is not understood is left out. Fetched
 * when a page is opened by one.
 */
import { SPEEDS } from '../../core/timeline/playhead.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import { ZOOMS, type Playhead } from '../player/playhead.svelte.ts'
import { VIEWS, type View } from '../player/views.ts'
import type { LinkedPlace } from './SessionLink.ts'

/** Ids are short words with hyphens, and a number where a page has more players of one; a longer fragment was not made here. */
const ID = /^[a-z0-9.-]{1,64}$/

/** @returns null where the fragment is not a place in a session */
export function readPlace(fragment: string): LinkedPlace | null {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?', 2)
  const [session = '', step = ''] = path.split('/', 2)
  if (!ID.test(session) || (step !== '' && !ID.test(step))) return null
  const wanted = new URLSearchParams(query.slice(0, 200))
  const views = VIEWS.filter((view) => wanted.get('views')?.split(',').includes(view))
  return {
    session,
    step: step === '' ? null : step,
    speed: SPEEDS.find((speed) => String(speed) === wanted.get('speed')) ?? 1,
    wiretap: wanted.get('wiretap') === '1',
    views: views.length > 0 ? views : null,
    zoom: ZOOMS.find((zoom) => zoom === wanted.get('zoom')) ?? 'messages',
  }
}

/**
 * Brings a player to what its sender saw, and its ladder into view; the keyboard goes on from there where it was
 * nowhere yet, as it does at a heading that a link names.
 *
 * @param views  those that the page offers
 */
export function goToPlace(playhead: Playhead, { steps }: Timeline, views: readonly View[], fragment: string): void {
  const place = readPlace(fragment)
  if (!place) return
  const atStart = place.step === null || place.step === 'start'
  const index = atStart ? playhead.first - 1 : steps.findIndex(({ id }) => id === place.step)
  playhead.speed = place.speed
  playhead.wiretap = place.wiretap
  playhead.zoom = place.zoom
  playhead.views = views.filter((view) => !place.views || place.views.includes(view))
  // One that its sender had not moved yet is left to show all that it shows before it is moved.
  if (place.step === null ? playhead.started : atStart || index >= 0) playhead.goTo(index, 'restore')
  // Of several players that go back, the one that the page's address names is looked at.
  if (location.hash.startsWith(`#${place.session}/`)) {
    const list = document.querySelector<HTMLElement>(`[data-name="${place.session}"] .scroll`)
    list?.scrollIntoView({ block: 'nearest' })
    if (document.activeElement === document.body) list?.focus({ preventScroll: true })
  }
}
