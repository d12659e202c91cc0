import { writerOf, type PracticeEvent, type Reset } from './event.ts'
import { merge, textOf } from './log-merge.ts'
import { current, hiddenBy, resetsOf } from './log.ts'

/** How long a reset can be taken back, ms. */
export const undoMs = 7 * 24 * 3600 * 1000

/** What a reset written now would hide: for each writer, the last number known. */
export function known(events: readonly PracticeEvent[]): Record<string, number> {
  // A map: in an object a writer by the name of `constructor` would be known already.
  const upTo = new Map<string, number>()
  for (const { id } of events) {
    const { writer, n } = writerOf(id)
    upTo.set(writer, Math.max(upTo.get(writer) ?? 0, n))
  }
  return Object.fromEntries(upTo)
}

/** The last reset that can still be taken back, if there is one. */
export function undoable(events: readonly PracticeEvent[], now: number): Reset | undefined {
  return resetsOf(events).findLast((reset) => now - reset.at < undoMs)
}

/** Ids to delete for good: what a reset has hidden for longer than a week. */
export function expired(events: readonly PracticeEvent[], now: number): string[] {
  const old = resetsOf(events).filter((reset) => now - reset.at >= undoMs)
  return entries(events)
    .filter(hiddenBy(old))
    .map(({ id }) => id)
}

/** What a file adds to what is here. */
export interface Addition {
  /** To be written. */
  readonly added: readonly PracticeEvent[]
  /** Hidden here until now, and to be deleted: they are among those added, under ids that no reset here covers. */
  readonly replaced: readonly PracticeEvent[]
  /** How many of the file count here already. */
  readonly already: number
  /** How many of the file a reset had hidden where it was saved. They stay out. */
  readonly reset: number
}

/**
 * What is to be written so that all that counts in a file counts here too, whatever was reset here. Resets of the file
 * are left out, so that it hides nothing that is here. An entry is known again by what it says, under any id.
 *
 * @param writer  a new one, for entries whose own id is taken or covered by a reset
 */
export function addition(here: readonly PracticeEvent[], file: readonly PracticeEvent[], writer: string): Addition {
  const isHidden = hiddenBy(resetsOf(here))
  const theirs = merge(file)
  const brought = entries(theirs)
  const wanted = current(theirs)
  const taken = new Set(here.map(({ id }) => id))
  const byContent = new Map(here.map((event) => [contentOf(event), event]))
  const counting = new Set(current(here).map(contentOf))
  const added: PracticeEvent[] = []
  const replaced: PracticeEvent[] = []
  for (const event of wanted) {
    const content = contentOf(event)
    if (counting.has(content)) continue
    counting.add(content)
    const hidden = byContent.get(content)
    if (hidden) replaced.push(hidden)
    added.push(!isHidden(event) && !taken.has(event.id) ? event : { ...event, id: `${writer}.${added.length + 1}` })
  }
  return { added, replaced, already: wanted.length - added.length, reset: brought.length - wanted.length }
}

/** What was done: all but resets and what took them back. */
const entries = (events: readonly PracticeEvent[]): PracticeEvent[] =>
  events.filter(({ type }) => type !== 'reset' && type !== 'undo')

/** What an entry says, under whatever id. */
const contentOf = (event: PracticeEvent): string => textOf({ ...event, id: '' })
