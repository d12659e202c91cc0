/** How a place in a session is written into the page's address; `SessionUrl.ts` reads it. */
import type { Speed } from '../../core/timeline/playhead.ts'
import type { View, Zoom } from '../player/playhead.svelte.ts'

export interface LinkedPlace {
  readonly session: string
  /** `start` where it stands before the first step, null where it has not been moved yet. */
  readonly step: string | null
  readonly speed: Speed
  readonly wiretap: boolean
  /** Null where the link leaves it to the page. */
  readonly views: readonly View[] | null
  readonly zoom: Zoom
}

/** Writes a place as a fragment; what is as usual is left out, so that most links are short. */
export function writePlace(place: LinkedPlace): string {
  const query = [
    place.speed === 1 ? '' : `speed=${place.speed}`,
    place.wiretap ? 'wiretap=1' : '',
    place.views === null ? '' : `views=${place.views.join(',')}`,
    place.zoom === 'messages' ? '' : `zoom=${place.zoom}`,
  ]
    .filter(Boolean)
    .join('&')
  return `#${place.session}/${place.step ?? ''}${query && `?${query}`}`
}
