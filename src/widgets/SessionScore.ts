/**
 * A whole session in one short string, for the strokes above the scrubber: a
 * letter for each message (`C` from the client, `S` from the server, lower case
 * where it is sealed) and `|` where a phase ends.
 */
import type { Timeline } from '../core/timeline/timeline.ts'

export function scoreOf(timeline: Timeline, first: number, last: number): string {
  let score = ''
  for (let index = first; index <= last; index++) {
    const step = timeline.steps[index]
    if (!step) break
    if (index > first && timeline.steps[index - 1]?.phase !== step.phase) score += '|'
    const letter = step.from === 'client' || step.to === 'server' ? 'C' : 'S'
    score += step.wire === 'cleartext' ? letter : letter.toLowerCase()
  }
  return score
}

export interface Stroke {
  /** Which message, counted from 1. */
  readonly slot: number
  readonly up: boolean
  readonly sealed: boolean
  /** Whether a phase begins here. */
  readonly begins: boolean
}

export function strokesOf(score: string): Stroke[] {
  return score.split('|').flatMap((phase, at, phases) => {
    const before = phases.slice(0, at).join('').length
    return [...phase].map((letter, index) => ({
      slot: before + index + 1,
      up: letter.toUpperCase() === 'C',
      sealed: letter !== letter.toUpperCase(),
      begins: at > 0 && index === 0,
    }))
  })
}
