/**
 * Moves the list that the build wrote. It touches only the rows whose state
 * changed: a step costs a few classes and the ends of the arrows in flight.
 */
import type { Track } from '../core/timeline/playhead.ts'

/** How long an arrow takes to draw itself after a jump, ms. */
const DRAW_MS = 320

/** No more rows than this stand in the box above or below the current one. */
const ROWS_SEEN = 12

interface Row {
  readonly element: HTMLElement
  readonly link: Element
  /** The name of its phase. */
  readonly band: Element | null
  readonly ink: Element
  readonly head: Element
  readonly x1: number
  readonly x2: number
  readonly y2: number
}

export class LadderStage {
  readonly #scroll: HTMLElement | null
  readonly #hint: HTMLElement | null
  readonly #rows = new Map<number, Row>()
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
  /** Whether rows show what a wiretap reads. */
  #tapped = false
  /** Rows that do not show yet where the playhead is. */
  readonly #stale = new Set<number>()
  #refreshing = 0

  /** @param root  the figure that holds the list */
  constructor(root: HTMLElement, track: Track) {
    this.#track = track
    this.#scroll = root.querySelector('.scroll')
    this.#hint = root.querySelector('.hint')
    for (const element of root.querySelectorAll<HTMLElement>('li.step')) {
      const link = element.querySelector('.label')
      const ink = element.querySelector('.ink')
      const head = element.querySelector('.head')
      if (!link || !ink || !head) continue
      link.setAttribute('tabindex', '-1')
      const band = element.closest('.phase')?.querySelector('.band') ?? null
      const number = (name: string) => Number.parseFloat(ink.getAttribute(name) ?? '')
      const [x1, x2, y2] = [number('x1'), number('x2'), number('y2')]
      this.#rows.set(Number(element.dataset['index']), { element, link, band, ink, head, x1, x2, y2 })
    }
    const scroll = this.#scroll
    if (!scroll) return
    // Layout is read where the browser has just done it, so that no step has to wait for it.
    const list = scroll.querySelector('.ladder')
    const measure = new ResizeObserver(() => {
      const top = scroll.getBoundingClientRect().top - scroll.scrollTop
      this.#boxHeight = scroll.clientHeight
      this.#scrollMax = scroll.scrollHeight - scroll.clientHeight
      for (const [index, { element }] of this.#rows) {
        const at = element.getBoundingClientRect()
        this.#places.set(index, { top: at.top - top, height: at.height })
      }
      if (this.#shown !== null) this.#follow(this.#shown)
    })
    measure.observe(scroll)
    if (list) measure.observe(list)
  }

  /** What a listener hears of a row: who to whom, the message, and why. */
  words(index: number): string {
    const row = this.#rows.get(index)?.element
    const text = (selector: string) => row?.querySelector(selector)?.textContent ?? ''
    const keys = [...(row?.querySelectorAll('.keys > span') ?? [])].map((key) => `${key.textContent}.`)
    const parts = [
      text('.label .visually-hidden'),
      (this.#tapped && text('.heard')) || text('.says'),
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
    const { first, last } = this.#track
    // Only the rows between where it stood and where it goes change.
    const [from, to] = before === null ? [first, last] : [Math.min(before, index) + 1, Math.max(before, index)]
    for (let at = from; at <= to; at++) this.#stale.add(at)
    this.#shown = index
    this.#mark(before, index)
    this.#follow(index)
    this.#refresh(false)
    if (draw && before !== null && index === before + 1) this.#draw(index)
  }

  /** Shows what a wiretap on the path reads, or what the two ends read. */
  tap(on: boolean): void {
    if (on === this.#tapped) return
    this.#tapped = on
    for (const [index, step] of this.#track.timeline.steps.entries())
      if (step.wire === 'ciphertext') this.#stale.add(index)
    this.#refresh(false)
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
    const arrow = this.#rows.get(index)
    if (!arrow) return
    const x = `${arrow.x1 + (arrow.x2 - arrow.x1) * part}%`
    const y = String(4 + (arrow.y2 - 4) * part)
    arrow.ink.setAttribute('x2', x)
    arrow.ink.setAttribute('y2', y)
    arrow.head.setAttribute('x', x)
    arrow.head.setAttribute('y', y)
  }

  #mark(before: number | null, index: number): void {
    const [old, row] = [this.#rows.get(before ?? -1), this.#rows.get(index)]
    for (const each of [old, row]) {
      if (!each) continue
      const on = each === row
      each.element.classList.toggle('now', on)
      each.link.setAttribute('tabindex', on ? '0' : '-1')
      each.link.ariaCurrent = on ? 'step' : null
      if (old?.band !== row?.band) each.band?.classList.toggle('now', on)
    }
    if (this.#hint) this.#hint.hidden = row !== undefined
  }

  /** Brings rows up to date: those near the current one at once, the others in the frame that follows. */
  #refresh(all: boolean): void {
    cancelAnimationFrame(this.#refreshing)
    for (const at of this.#stale) {
      if (!all && Math.abs(at - (this.#shown ?? 0)) > ROWS_SEEN) continue
      this.#stale.delete(at)
      const classes = this.#rows.get(at)?.element.classList
      classes?.toggle('ahead', at > (this.#shown ?? at))
      classes?.toggle('tapped', this.#tapped && this.#track.timeline.steps[at]?.wire === 'ciphertext')
    }
    if (this.#stale.size > 0) this.#refreshing = requestAnimationFrame(() => this.#refresh(true))
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
      const { top, height } = this.#places.get(index) ?? { top: 0, height: 0 }
      const above = top - scroll.scrollTop
      if (above < this.#boxHeight * 0.2 || above + height > this.#boxHeight * 0.75)
        scroll.scrollTop = top - this.#boxHeight * 0.4
    })
  }
}
