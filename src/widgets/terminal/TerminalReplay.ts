/**
 * Brings an xterm.js terminal to any moment of a recording, quickly: keyframes
 * are taken once, by a second terminal that is never shown, and a seek writes
 * the nearest one and what came after it.
 */
import { Terminal } from '@xterm/xterm'
import type { Recording } from './TerminalCast.ts'
import { breathe, Slice } from './TerminalSlice.ts'
import { openSequence, Snapshots } from './TerminalSnapshot.ts'
import { guard } from './terminal-guard.ts'

/**
 * Output between two keyframes, characters: well under 1 ms of parsing. A seek
 * parses one to two of these stretches, which is also what there is to scroll back to.
 */
const KEYFRAME_EVERY = 8 * 1024
/** What is written at a time while there is no keyframe to jump to; parsed well within a frame. */
const PIECE = 128 * 1024
/** Reset to initial state (RIS), written with what follows so that no empty screen is ever painted. */
const RESET = '\x1bc'

interface Keyframe {
  /** How many outputs it stands after. */
  readonly count: number
  readonly state: string
}

/** What a replay wants of a terminal. */
export type Screen = Pick<Terminal, 'write' | 'cols' | 'rows'>

export interface Indexed {
  /** How long making the keyframes took in all, and the longest it held the page up, ms. */
  readonly totalMs: number
  readonly longestSliceMs: number
  readonly keyframes: number
}

export class Replay {
  readonly #terminal: Screen
  readonly #recording: Recording
  /** Characters of output before each: `#before[n]` is the length of the first n. */
  readonly #before: Float64Array
  readonly #keyframes: Keyframe[] = [{ count: 0, state: '' }]
  #shown = 0
  #shownTyped = ''
  #target = 0
  #typed = ''
  /** Where the terminal no longer holds what it should, all is written anew. */
  #stale = true
  #running: Promise<void> | null = null

  constructor(terminal: Screen, recording: Recording) {
    this.#terminal = terminal
    this.#recording = recording
    this.#before = new Float64Array(recording.output.length + 1)
    for (let i = 0; i < recording.output.length; i++) {
      this.#before[i + 1] = (this.#before[i] ?? 0) + (recording.output[i]?.length ?? 0)
    }
  }

  get shown(): number {
    return this.#shown
  }

  /**
   * Shows the terminal as it was after the first `count` outputs, with `typed` written after them. A later call replaces
   * one that is still being carried out.
   *
   * @returns when that, or what replaced it, is in the terminal's buffer
   */
  show(count: number, typed = ''): Promise<void> {
    this.#target = Math.max(0, Math.min(this.#recording.output.length, count))
    this.#typed = typed
    this.#running ??= this.#run().finally(() => (this.#running = null))
    return this.#running
  }

  /** The terminal was resized or emptied by someone else: write everything anew. */
  refresh(): Promise<void> {
    this.#stale = true
    return this.show(this.#target, this.#typed)
  }

  /**
   * Takes the keyframes, in slices. Without them all is shown too, only later.
   *
   * @throws where the signal says so
   */
  async index(signal?: AbortSignal): Promise<Indexed> {
    const started = performance.now()
    let longestSliceMs = 0
    const { output, columns, rows } = this.#recording
    if ((this.#before[output.length] ?? 0) > KEYFRAME_EVERY * 2) {
      const hidden = new Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true, logLevel: 'off' })
      try {
        longestSliceMs = await this.#takeKeyframes(hidden, signal)
      } finally {
        hidden.dispose()
      }
    }
    return { totalMs: performance.now() - started, longestSliceMs, keyframes: this.#keyframes.length }
  }

  /** @returns how long the longest slice held the page up, ms */
  async #takeKeyframes(hidden: Terminal, signal?: AbortSignal): Promise<number> {
    const { output } = this.#recording
    guard(hidden)
    const snapshots = new Snapshots(hidden)
    let longestMs = 0
    let from = 0
    let open = ''
    while (from < output.length) {
      signal?.throwIfAborted()
      let sliceStart = performance.now()
      let to = from
      do {
        open = openSequence(open, output[to] ?? '')
        to++
      } while (to < output.length && (open !== '' || this.#length(from, to) < KEYFRAME_EVERY))
      const data = output.slice(from, to).join('')
      longestMs = Math.max(longestMs, performance.now() - sliceStart)
      await new Promise<void>((resolve) => {
        // Its callback comes in the same task as the parsing.
        hidden.write('', () => (sliceStart = performance.now()))
        hidden.write(data, resolve)
      })
      if (open === '' && to < output.length) this.#keyframes.push({ count: to, state: snapshots.take() })
      longestMs = Math.max(longestMs, performance.now() - sliceStart)
      from = to
    }
    return longestMs
  }

  /**
   * Plays everything as fast as it can be written, in `parts` that each end in the true state at their place. Once there
   * are keyframes, what would scroll past within a part is not written.
   */
  async playAtFullSpeed(parts = 3): Promise<void> {
    const total = this.#recording.output.length
    for (let part = 1; part <= parts; part++) {
      await this.show(Math.round((total * part) / parts))
    }
  }

  async #run(): Promise<void> {
    const slice = new Slice()
    while (this.#stale || this.#shown !== this.#target || this.#shownTyped !== this.#typed) {
      const target = this.#target
      const typed = this.#typed
      const { data, reached } = this.#way(target, typed)
      await new Promise<void>((resolve) => this.#terminal.write(data, resolve))
      this.#stale = false
      this.#shown = reached
      this.#shownTyped = reached === target ? typed : ''
      if (reached !== target && slice.spent()) await breathe()
    }
  }

  /** What to write next on the way to the target, and how far that gets. */
  #way(target: number, typed: string): { data: string; reached: number } {
    const { output } = this.#recording
    const onward = !this.#stale && this.#shownTyped === '' && target >= this.#shown
    // A keyframe well before the target, so that there is something to scroll back to.
    const keyframe = this.#keyframe(target)
    const ahead = keyframe.count > this.#shown && this.#length(this.#shown, target) > PIECE
    const from = onward && !ahead ? this.#shown : keyframe.count
    let reached = target
    while (this.#length(from, reached) > PIECE && reached > from + 1) reached = from + ((reached - from) >> 1)
    const start = onward && !ahead ? '' : RESET + keyframe.state
    return { data: start + output.slice(from, reached).join('') + (reached === target ? typed : ''), reached }
  }

  #keyframe(target: number): Keyframe {
    let low = 0
    let high = this.#keyframes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#length(this.#keyframes[middle]?.count ?? 0, target) >= KEYFRAME_EVERY) low = middle
      else high = middle - 1
    }
    return this.#keyframes[low] ?? { count: 0, state: '' }
  }

  /** Characters of output from one place to another; negative where the first is later. */
  #length(from: number, to: number): number {
    return (this.#before[to] ?? 0) - (this.#before[from] ?? 0)
  }
}
