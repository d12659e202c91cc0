/**
 * What a link to a session says: `#session/step?speed=2&wiretap=1&views=ladder,bytes&zoom=packets`.
 * Anyone may write such a link, so what is not understood is left out.
 */
import { SPEEDS, type Speed, type View } from './playhead.svelte.ts'

export const ZOOMS = ['phases', 'messages', 'packets'] as const
export type Zoom = (typeof ZOOMS)[number]

export interface Place {
  readonly session: string
  /** Null before the first step. */
  readonly step: string | null
  readonly speed: Speed
  readonly wiretap: boolean
  /** Null where the link leaves it to the page. */
  readonly views: readonly View[] | null
  readonly zoom: Zoom
}

const VIEWS: readonly View[] = ['ladder', 'terminal', 'bytes']
/** Ids are short words with hyphens; a longer fragment was not made here. */
const ID = /^[a-z0-9-]{1,64}$/

/** @returns null where the fragment is not a place in a session */
export function readPlace(fragment: string): Place | null {
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

/** Writes a place as a fragment; what is as usual is left out, so that most links are short. */
export function writePlace(place: Place): string {
  const query = [
    place.speed === 1 ? '' : `speed=${place.speed}`,
    place.wiretap ? 'wiretap=1' : '',
    place.views === null ? '' : `views=${place.views.join(',')}`,
    place.zoom === 'messages' ? '' : `zoom=${place.zoom}`,
  ]
    .filter((part) => part !== '')
    .join('&')
  return `#${place.session}/${place.step ?? ''}${query === '' ? '' : `?${query}`}`
}
