/**
 * Where a learner is in a session, and the rules by which that moves. Pure:
 * a place and a motion give the next place. The shell in `src/widgets/` keeps
 * the place, lets time pass, and asks the questions that hold it.
 */
import type { Pace } from './pace.ts'
import type { Timeline } from './timeline.ts'

/** `recorded` plays the session's own clock; a number is a multiple of the reading pace (see `pace.ts`). */
export type Speed = number | 'recorded'

/** The speeds on offer, slowest first. */
export const SPEEDS: readonly Speed[] = [0.25, 0.5, 1, 2, 4, 8, 'recorded']

/**
 * How it last moved: by playing on, step by step, by a deliberate jump (which
 * alone adds to the history), or to where a link said.
 */
export type Move = 'play' | 'step' | 'jump' | 'restore'

/** What a playhead moves along. */
export interface Track {
  readonly timeline: Timeline
  /** The first and last step of the excerpt shown. */
  readonly first: number
  readonly last: number
  readonly pace: Pace
}

export interface Place {
  /** The step looked at, as an index into `timeline.steps`; `first - 1` before the first. */
  readonly index: number
  /** The session's clock, ms since the start of the cast. */
  readonly atMs: number
  readonly playing: boolean
  /** False until the learner first moves: the ladder is then whole, as a storyboard. */
  readonly started: boolean
  readonly move: Move
  /** The step whose open question keeps the playhead before it; null where none does. */
  readonly heldAt: number | null
}

export type Motion =
  /** Stands at a step once it has arrived. */
  | { readonly to: 'step'; readonly index: number; readonly move?: Move }
  | { readonly to: 'next' | 'previous' | 'next-flight' | 'previous-flight' | 'play' | 'pause' }
  /** Moves the clock, as a scrubber of another view does. */
  | { readonly to: 'time'; readonly ms: number; readonly move?: Move }
  /** Lets time pass while playing: since the last frame, on the screen. */
  | { readonly to: 'later'; readonly screenMs: number; readonly speed: Speed }

/** Before the first step of an excerpt, and nothing started. */
export function startOf(first: number, timeline?: Timeline): Place {
  return {
    index: first - 1,
    atMs: timeline?.steps[first]?.sentMs ?? 0,
    playing: false,
    started: false,
    move: 'restore',
    heldAt: null,
  }
}

/**
 * @param isOpen  whether a question is open before a step: walking and playing stop there, jumps pass it by
 * @returns the next place, within the excerpt
 */
export function movePlayhead(
  track: Track,
  place: Place,
  motion: Motion,
  isOpen: (index: number) => boolean = () => false,
): Place {
  const { first, last, timeline } = track
  const { steps } = timeline
  const flightAt = (index: number) => steps[index]?.flight

  const stand = (index: number, move: Move = 'step'): Place => {
    const target = Math.max(first - 1, Math.min(last, index))
    return {
      index: target,
      atMs: steps[target]?.arrivesMs ?? steps[first]?.sentMs ?? 0,
      playing: false,
      started: true,
      move,
      heldAt: null,
    }
  }
  /** Forward, step by step, as far as no question is open. */
  const walk = (index: number): Place => {
    let at = place.index
    while (at < Math.min(index, last) && !isOpen(at + 1)) at++
    return { ...stand(at), heldAt: at < Math.min(index, last) ? at + 1 : null }
  }
  let { index } = place

  switch (motion.to) {
    case 'step':
      return stand(motion.index, motion.move)
    case 'next':
      return walk(index + 1)
    case 'previous':
      return stand(index - 1)
    case 'next-flight':
      // To the last step of this flight, or of the next where it stands there already.
      index++
      while (index < last && flightAt(index + 1) === flightAt(index)) index++
      return walk(index)
    case 'previous-flight':
      while (index >= first && flightAt(index) === flightAt(place.index)) index--
      return stand(index)
    case 'time': {
      const { ms, move } = motion
      index = lastSent(track, first - 1, ms)
      return {
        ...stand(index, move),
        atMs: Math.max(0, Math.min(timeline.durationMs, ms)),
        playing: place.playing && move === 'play',
      }
    }
    case 'play': {
      const over = index >= last && place.atMs >= (steps[last]?.arrivesMs ?? 0)
      return { ...(over ? stand(first - 1) : place), started: true, playing: true, heldAt: null }
    }
    case 'pause':
      return { ...place, playing: false }
    case 'later': {
      if (!place.playing) return place
      const until = last === steps.length - 1 ? timeline.durationMs : (steps[last]?.arrivesMs ?? 0)
      const atMs = Math.min(until, track.pace.advance(place.atMs, motion.screenMs, motion.speed))
      const reached = lastSent(track, index, atMs)
      while (index < reached && !isOpen(index + 1)) index++
      return index < reached
        ? { ...stand(index, 'play'), heldAt: index + 1 }
        : { ...place, index, atMs, playing: atMs < until, move: 'play' }
    }
  }
}

/** The last step of the excerpt that has been sent at a time, from a step before it on. */
function lastSent({ timeline, last }: Track, from: number, ms: number): number {
  let index = from
  while (index < last && (timeline.steps[index + 1]?.sentMs ?? Infinity) <= ms) index++
  return index
}
