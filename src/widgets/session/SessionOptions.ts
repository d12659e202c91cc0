/** What an author may write on a `<Session>` tag, checked by the build. */
import { unknownName } from '../../core/nearest.ts'
import { getStep, type Session } from '../../sessions/sessions.ts'
import { ContentError } from '../../sessions/yaml-file.ts'
import { VIEWS, type View } from '../player/views.ts'

export interface SessionOptions {
  readonly view?: string
  readonly start?: string
  readonly end?: string
  readonly notes?: Readonly<Record<string, string>>
}

export interface CheckedOptions {
  readonly views: readonly View[]
  /** Indexes of the excerpt's ends. */
  readonly first: number
  readonly last: number
  readonly notes: Readonly<Record<string, string>>
}

const KNOWN = ['id', 'view', 'start', 'end', 'notes']

/**
 * @param askedIn  where the tag stands, for the message
 * @throws {ContentError} naming the nearest right word
 */
export function checkOptions(session: Session, options: SessionOptions, askedIn: string): CheckedOptions {
  const refuse = (what: string, word: string, known: readonly string[]): never => {
    const also = `There are: ${known.join(', ')}.`
    throw new ContentError(unknownName(`${askedIn}: <Session id="${session.id}">: ${what}`, word, known, { also }))
  }
  for (const name of Object.keys(options)) if (!KNOWN.includes(name)) refuse('no option', name, KNOWN)
  const asked = options.view?.split(/\s+/).filter((word) => word !== '') ?? VIEWS
  for (const word of asked) if (!VIEWS.some((view) => view === word)) refuse('no view', word, VIEWS)
  const { steps } = session.timeline
  const at = (id: string) => steps.indexOf(getStep(session, id, askedIn))
  const first = options.start === undefined ? 0 : at(options.start)
  const last = options.end === undefined ? steps.length - 1 : at(options.end)
  if (first > last) {
    throw new ContentError(
      `${askedIn}: <Session id="${session.id}">: it starts at "${options.start}", which comes after its end, "${options.end}".\nExchange the two.`,
    )
  }
  for (const id of Object.keys(options.notes ?? {})) {
    const note = at(id)
    if (note < first || note > last) {
      throw new ContentError(
        `${askedIn}: <Session id="${session.id}">: the note on "${id}" lies outside the excerpt.\nMove its start or end, or take the note away.`,
      )
    }
  }
  // The ladder is the text that everyone can read, so it is always there.
  return {
    views: VIEWS.filter((view) => view === 'ladder' || asked.includes(view)),
    first,
    last,
    notes: options.notes ?? {},
  }
}
