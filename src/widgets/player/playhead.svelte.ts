/**
 * The one place that the ladder, the terminal and the bytes of a session share.
 * Views read it inside effects and move it by its methods; none of them keeps
 * a position of its own. The rules are in `core/timeline/playhead.ts`.
 */
import { Pace } from '../../core/timeline/pace.ts'
import { movePlayhead, startOf, type Motion, type Move, type Speed, type Track } from '../../core/timeline/playhead.ts'
import type { Step, Timeline } from '../../core/timeline/timeline.ts'
import type { View } from './views.ts'

export type { View }
export const ZOOMS = ['phases', 'messages', 'packets'] as const
export type Zoom = (typeof ZOOMS)[number]

export class Playhead {
  #track = $state.raw<Track | null>(null)
  #place = $state.raw(startOf(0))
  // Each of its own, so that an effect runs again only for what it reads.
  readonly #index = $derived(this.#place.index)
  readonly #atMs = $derived(this.#place.atMs)
  readonly #playing = $derived(this.#place.playing)
  readonly #started = $derived(this.#place.started)
  readonly #move = $derived(this.#place.move)
  readonly #heldAt = $derived(this.#place.heldAt)

  speed = $state.raw<Speed>(1)
  /** Whether the views show what a wiretap on the path reads. */
  wiretap = $state.raw(false)
  views = $state.raw<readonly View[]>(['ladder'])
  zoom = $state.raw<Zoom>('messages')

  /** The first and last step of the excerpt shown. */
  first = 0
  last = -1
  /** Whether a question is open before a step. */
  isOpen: (index: number) => boolean = () => false
  /** Called when such a question has stopped the playhead. */
  ask: (index: number, wasPlaying: boolean) => void = () => {}

  /** @param first, last  indexes of an excerpt's ends */
  constructor(views: readonly View[] = ['ladder'], first = 0, last = -1) {
    this.views = views
    this.first = first
    this.last = last
    this.#place = startOf(first)
  }

  /** Puts it before the first step of a session, or of an excerpt of one. */
  load(timeline: Timeline, first = 0, last = timeline.steps.length - 1): void {
    this.first = first
    this.last = last
    this.#track = { timeline, first, last, pace: new Pace(timeline) }
    this.#place = startOf(first, timeline)
  }

  /** What it moves along, new with each `load`; null until then. */
  get track(): Track | null {
    return this.#track
  }
  get timeline(): Timeline | null {
    return this.#track?.timeline ?? null
  }
  get index(): number {
    return this.#index
  }
  get atMs(): number {
    return this.#atMs
  }
  get playing(): boolean {
    return this.#playing
  }
  get started(): boolean {
    return this.#started
  }
  get move(): Move {
    return this.#move
  }
  get heldAt(): number | null {
    return this.#heldAt
  }
  /** The step at an index; none before the first of the excerpt. */
  stepAt(index: number): Step | undefined {
    return index < this.first ? undefined : this.timeline?.steps[index]
  }
  get atEnd(): boolean {
    return this.index >= this.last
  }

  go(motion: Motion): void {
    if (!this.#track) return
    const { playing } = this
    this.#place = movePlayhead(this.#track, this.#place, motion, this.isOpen)
    if (this.heldAt !== null) this.ask(this.heldAt, playing)
  }

  /** Stands at a step. */
  goTo(index: number, move: Move = 'step'): void {
    this.go({ to: 'step', index, move })
  }

  toggle(): void {
    this.go({ to: this.playing ? 'pause' : 'play' })
  }
}
