/**
 * Moves the list that the build wrote. It touches only the rows whose state
 * changed: a step costs a few classes and the ends of the arrows in flight.
 */
import type { Track } from '../core/timeline/playhead.ts'

/** How long an arrow takes to draw itself after a jump, ms. */
const DRAW_MS = 320

interface Arrow {
  readonly x1: number
  readonly x2: number
  readonly y2: number
  readonly ink: Element
  readonly head: Element
}

export class LadderStage {
  readonly #root: HTMLElement
  readonly #scroll: HTMLElement | null
  readonly #rows = new Map<number, HTMLElement>()
  readonly #arrows = new Map<number, Arrow>()
  readonly #track: Track
  /** Where each row stands in the list and how tall it is, px: measured when the list is laid out, not at each step. */
  #places = new Map<number, { top: number; height: number }>()
  #boxHeight = 0
  /** How far the list can be scrolled, px. */
  #scrollMax = 0
  #following = 0
  /** The row shown last; null before the first move. */
  #shown: number | null = null
  #drawing = 0
  #partial = new Set<number>()

  /** @param root  the figure that holds the list */
  constructor(root: HTMLElement, track: Track) {
    this.#root = root
    this.#track = track
    this.#scroll = root.querySelector('.scroll')
    for (const row of root.querySelectorAll<HTMLElement>('li.step')) {
      const index = Number(row.dataset['index'])
      this.#rows.set(index, row)
      row.querySelector('a.label')?.setAttribute('tabindex', '-1')
      const ink = row.querySelector('.ink')
      const head = row.querySelector('.head')
      if (!ink || !head) continue
      const number = (name: string) => Number.parseFloat(ink.getAttribute(name) ?? '0')
      this.#arrows.set(index, { ink, head, x1: number('x1'), x2: number('x2'), y2: number('y2') })
    }
    this.#watch()
  }

  /** Layout is read where the browser has just done it, so that no step has to wait for it. */
  #watch(): void {
    const scroll = this.#scroll
    if (!scroll) return
    const list = scroll.querySelector('.ladder')
    const measure = new ResizeObserver(() => {
      const top = scroll.getBoundingClientRect().top - scroll.scrollTop
      this.#boxHeight = scroll.clientHeight
      this.#scrollMax = scroll.scrollHeight - scroll.clientHeight
      for (const [index, row] of this.#rows) {
        const at = row.getBoundingClientRect()
        this.#places.set(index, { top: at.top - top, height: at.height })
      }
      if (this.#shown !== null) this.#follow(this.#shown)
    })
    measure.observe(scroll)
    if (list) measure.observe(list)
  }

  /** What a listener hears of a row: who to whom, the message, and why. */
  words(index: number): string {
    const row = this.#rows.get(index)
    const text = (selector: string) => row?.querySelector(selector)?.textContent ?? ''
    const label = this.#root.classList.contains('wiretap') ? '.heard' : '.says'
    const keys = [...(row?.querySelectorAll('.keys > span') ?? [])].map((key) => `${key.textContent}.`)
    const parts = [
      text('.label .visually-hidden'),
      text(label),
      '.',
      ...keys,
      text('.meddled span'),
      text('.remark'),
      text('.why'),
    ]
    return parts.join(' ').replaceAll(/\s+/g, ' ').replaceAll(' .', '.').trim()
  }

  /**
   * Makes a step the current one.
   *
   * @param index     into `timeline.steps`
   * @param draw      whether its arrow draws itself (not with reduced motion, not while playing)
   */
  show(index: number, draw: boolean): void {
    cancelAnimationFrame(this.#drawing)
    for (const partial of this.#partial) this.#place(partial, 1)
    this.#partial.clear()
    const before = this.#shown
    this.#root.classList.add('played')
    const { first, last } = this.#track
    // Only the rows between where it stood and where it goes change.
    const [from, to] = before === null ? [first, last] : [Math.min(before, index) + 1, Math.max(before, index)]
    for (let at = from; at <= to; at++) this.#rows.get(at)?.classList.toggle('sent', at <= index)
    if (before !== null) this.#mark(before, false)
    this.#shown = index
    this.#mark(index, true)
    this.#root.classList.toggle('standing', this.#rows.has(index))
    this.#follow(index)
    if (draw && before !== null && index === before + 1) this.#draw(index)
  }

  /** Puts the arrows that are in flight where they are at a time (ms, the session's clock). */
  fly(atMs: number): void {
    const index = this.#shown
    if (index === null) return
    for (let at = index; at >= 0; at--) {
      const step = this.#track.timeline.steps[at]
      if (!step || at < index - 12) break
      const going = step.arrivesMs - step.sentMs
      const part = going > 0 ? Math.max(0, Math.min(1, (atMs - step.sentMs) / going)) : 1
      if (part < 1) this.#partial.add(at)
      else if (!this.#partial.delete(at)) continue
      this.#place(at, part)
    }
  }

  #draw(index: number): void {
    const from = performance.now()
    this.#partial.add(index)
    this.#place(index, 0)
    const frame = (now: number) => {
      const part = Math.min(1, Math.max(0, now - from) / DRAW_MS)
      this.#place(index, 1 - (1 - part) ** 3)
      if (part < 1) this.#drawing = requestAnimationFrame(frame)
      else this.#partial.delete(index)
    }
    this.#drawing = requestAnimationFrame(frame)
  }

  #place(index: number, part: number): void {
    const arrow = this.#arrows.get(index)
    if (!arrow) return
    const x = `${arrow.x1 + (arrow.x2 - arrow.x1) * part}%`
    const y = String(4 + (arrow.y2 - 4) * part)
    arrow.ink.setAttribute('x2', x)
    arrow.ink.setAttribute('y2', y)
    arrow.head.setAttribute('x', x)
    arrow.head.setAttribute('y', y)
  }

  #mark(index: number, on: boolean): void {
    const row = this.#rows.get(index)
    if (!row) return
    row.classList.toggle('now', on)
    const link = row.querySelector('a.label')
    link?.setAttribute('tabindex', on ? '0' : '-1')
    if (on) link?.setAttribute('aria-current', 'step')
    else link?.removeAttribute('aria-current')
    row.closest('.phase')?.classList.toggle('now', on)
  }

  /**
   * Keeps the current row in the middle part of the box, without moving the page: in the frame that is painted next,
   * when everything else has changed what it changes.
   */
  #follow(index: number): void {
    const scroll = this.#scroll
    if (!scroll || this.#scrollMax <= 0) return
    cancelAnimationFrame(this.#following)
    this.#following = requestAnimationFrame(() => {
      const row = this.#places.get(index) ?? { top: 0, height: 0 }
      const above = row.top - scroll.scrollTop
      if (above >= this.#boxHeight * 0.2 && above + row.height <= this.#boxHeight * 0.75) return
      scroll.scrollTop = row.top - this.#boxHeight * 0.4
    })
  }
}
