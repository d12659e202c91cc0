/**
 * What a link to a comparison says: `?delay=200&align=phase#left+right`. The
 * fragment names the pair, so a browser finds it; the query says how it is set.
 * On a page with a player, whose place the fragment may say instead, the query
 * names the pair as well: `?delay=200&compare=left%2Bright#session/step`. Anyone may write such a link, so what is not understood is left out.
 */
import type { Alignment } from './CompareModel.ts'

/** There and back, ms: what the slider can be set to. */
export const DELAY = { max: 600, step: 10 } as const

export interface Setting {
  /** Null where the link leaves it at what was recorded. */
  readonly delay: number | null
  readonly alignment: Alignment
}

export function readSetting(query: string): Setting {
  const wanted = new URLSearchParams(query.slice(0, 200))
  const words = wanted.get('delay') ?? ''
  const delay = /^\d{1,3}$/.test(words) ? Number(words) : NaN
  return {
    delay: delay <= DELAY.max && delay % DELAY.step === 0 ? delay : null,
    alignment: wanted.get('align') === 'phase' ? 'phase' : 'time',
  }
}

/** What is as usual is left out, so that most links are short. */
export function writeSetting({ delay, alignment }: Setting): string {
  const query = [delay === null ? '' : `delay=${delay}`, alignment === 'time' ? '' : 'align=phase']
    .filter((part) => part !== '')
    .join('&')
  return query === '' ? '' : `?${query}`
}

/** Whether an address says how a pair is set. */
export function isAbout(pair: string, { search, hash }: { readonly search: string; readonly hash: string }): boolean {
  const named = new URLSearchParams(search.slice(0, 200)).get('compare')
  return named === null ? hash === `#${pair}` : named === pair
}

/**
 * The end of an address that says how a pair is set.
 *
 * @param hash    the fragment there is: the place of a player stays in it
 * @param player  whether the page has a player, which may put its place there later
 */
export function addressOf(pair: string, setting: Setting, hash: string, player: boolean): string {
  const query = writeSetting(setting)
  const named = player && query !== '' ? `&compare=${encodeURIComponent(pair)}` : ''
  return `${query}${named}${hash.includes('/') ? hash : `#${pair}`}`
}
