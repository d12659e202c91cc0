/** What an author may write on a `<Compare>` tag, checked by the build. */
import { unknownName } from '../../core/nearest.ts'
import { ContentError } from '../../sessions/yaml-file.ts'

export interface CompareOptions {
  readonly left: string
  readonly right: string
}

const KNOWN = ['left', 'right'] as const

/**
 * @param askedIn  where the tag stands, for the message
 * @throws {ContentError} naming the nearest right word
 */
export function checkOptions(options: Readonly<Record<string, unknown>>, askedIn: string): CompareOptions {
  for (const name of Object.keys(options)) {
    // A page with styles of its own marks all that stands in it.
    if (KNOWN.some((known) => known === name) || name.startsWith('data-astro-')) continue
    // Two letters that changed places are far apart as letters go; the one that is missing was meant.
    const missing = KNOWN.find((known) => !(known in options))
    const otherwise = missing ? `Did you mean "${missing}"?` : ''
    const also = `There are: ${KNOWN.join(', ')}.`
    throw new ContentError(unknownName(`${askedIn}: <Compare>: no option`, name, KNOWN, { otherwise, also }))
  }
  const [left, right] = KNOWN.map((name) => {
    const id = options[name]
    if (typeof id === 'string') return id
    throw new ContentError(
      `${askedIn}: <Compare>: it has no "${name}".\nWrite the id of a session: <Compare left="…" right="…" />`,
    )
  })
  return { left: left ?? '', right: right ?? '' }
}
