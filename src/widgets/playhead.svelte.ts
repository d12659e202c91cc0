/**
 * Where the learner is in a session: the one piece of state that the ladder,
 * the terminal and the bytes share. Views read its fields inside effects and
 * call its methods; none of them keeps a position of its own.
 */
import type { Step, Timeline } from '../core/timeline/timeline.ts'
import { Pace } from './LadderPace.ts'

export type View = 'ladder' | 'terminal' | 'bytes'

/** `recorded` plays the session's own clock; a number is a multiple of the reading pace (see `LadderPace.ts`). */
export type Speed = number | 'recorded'

/** The speeds on offer, slowest first. */
export const SPEEDS: readonly Speed[] = [0.25, 0.5, 1, 2, 4, 8, 'recorded']

/** How the playhead last moved: by playing on, or by a deliberate jump (which adds to the history). */
export type Move = 'play' | 'jump' | 'restore'

export class Playhead {
  /** Null until it has been fetched. */
  timeline: Timeline | null = $state.raw(null)
  /** The step looked at, as an index into `timeline.steps`; `first - 1` before the first. */
  index = $state(-1)
  /** The session's clock, ms since the start of the cast. */
  atMs = $state(0)
  playing = $state(false)
  speed: Speed = $state(1)
  /** Whether the views show what a wiretap on the path reads. */
  wiretap = $state(false)
  views: readonly View[] = $state.raw(['ladder'])
  /** False until the learner first moves: the ladder is then whole, as a storyboard. */
  started = $state(false)
  /** How it last moved. */
  move: Move = $state('restore')
  /** Called before the playhead passes into a step; true keeps it out (a question is open there). */
  gate: ((index: number) => boolean) | null = null
  /** The first and last step of the excerpt shown. */
  first = 0
  last = -1

  #pace: Pace | null = null

  /** @param first, last  indexes of an excerpt's ends; the whole session where left out */
  load(timeline: Timeline, first = 0, last = timeline.steps.length - 1): void {
    this.timeline = timeline
    this.first = first
    this.last = last
    this.#pace = new Pace(timeline)
    if (!this.started) {
      this.index = first - 1
      this.atMs = timeline.steps[first]?.sentMs ?? 0
    }
  }

  get step(): Step | null {
    return this.timeline?.steps[this.index] ?? null
  }

  get atEnd(): boolean {
    return this.index >= this.last
  }

  /** Stands at a step once it has arrived. Keeps within the excerpt; stops playing. */
  goTo(index: number, move: Move = 'jump'): void {
    const { timeline } = this
    if (!timeline) return
    const target = Math.max(this.first - 1, Math.min(this.last, index))
    this.playing = false
    this.started = true
    this.move = move
    this.index = target
    this.atMs = timeline.steps[target]?.arrivesMs ?? timeline.steps[this.first]?.sentMs ?? 0
  }

  /** @returns false where no step has that id */
  goToId(id: string, move: Move = 'jump'): boolean {
    const index = this.timeline?.steps.findIndex((step) => step.id === id) ?? -1
    if (index < 0) return false
    this.goTo(index, move)
    return true
  }

  next(): void {
    this.#walk(this.index + 1)
  }

  previous(): void {
    this.goTo(this.index - 1)
  }

  /** To the last step of this flight, or of the next where it stands there already. */
  nextFlight(): void {
    const steps = this.timeline?.steps ?? []
    let index = this.index + 1
    while (index < this.last && steps[index + 1]?.flight === steps[index]?.flight) index++
    this.#walk(index)
  }

  /** To the last step of the flight before this one. */
  previousFlight(): void {
    const steps = this.timeline?.steps ?? []
    let index = this.index
    while (index >= this.first && steps[index]?.flight === steps[this.index]?.flight) index--
    this.goTo(index)
  }

  /** Moves the clock, as a scrubber of another view does (ms). */
  seek(ms: number, move: Move = 'jump'): void {
    const { timeline } = this
    if (!timeline) return
    let index = this.first - 1
    while (index < this.last && (timeline.steps[index + 1]?.sentMs ?? Infinity) <= ms) index++
    const playing = this.playing
    this.goTo(index, move)
    if (this.index === index) this.atMs = Math.max(0, Math.min(timeline.durationMs, ms))
    this.playing = playing && move === 'play'
  }

  play(): void {
    if (!this.timeline) return
    if (this.atEnd && !this.#moving()) this.goTo(this.first - 1)
    this.started = true
    this.playing = true
  }

  pause(): void {
    this.playing = false
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  /** Lets time pass while playing. @param screenMs since the last frame */
  tick(screenMs: number): void {
    const { timeline } = this
    if (!timeline || !this.playing || !this.#pace) return
    const until =
      this.last === timeline.steps.length - 1 ? timeline.durationMs : (timeline.steps[this.last]?.arrivesMs ?? 0)
    const ms = Math.min(until, this.#pace.advance(this.atMs, screenMs, this.speed))
    let index = this.index
    while (index < this.last && (timeline.steps[index + 1]?.sentMs ?? Infinity) <= ms) {
      if (this.gate?.(index + 1)) {
        this.pause()
        this.move = 'play'
        this.index = index
        return
      }
      index++
    }
    this.move = 'play'
    if (index !== this.index) this.index = index
    this.atMs = ms
    if (ms >= until) this.pause()
  }

  /** Forward, step by step, as far as no question is open. A jump passes questions by. */
  #walk(index: number): void {
    let target = this.index
    while (target < Math.min(index, this.last) && !this.gate?.(target + 1)) target++
    this.goTo(target)
  }

  #moving(): boolean {
    return this.atMs < (this.timeline?.steps[this.last]?.arrivesMs ?? 0)
  }
}
