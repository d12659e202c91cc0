/**
 * Moves the list that the build wrote. It touches only the rows whose state
 * changed: a step costs a few classes and the ends of the arrows in flight.
 */
import type { Timeline } from '../core/timeline/timeline.ts'

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
  readonly #timeline: Timeline
  /** The row shown last; null before the first move. */
  #shown: number | null = null
  #drawing = 0
  #partial = new Set<number>()

  /** @param root  the figure that holds the list */
  constructor(root: HTMLElement, timeline: Timeline) {
    this.#root = root
    this.#timeline = timeline
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
  }

  /** What a listener hears of a row: who to whom, the message, and why. */
  words(index: number): string {
    const row = this.#rows.get(index)
    const text = (selector: string) => row?.querySelector(selector)?.textContent ?? ''
    const label = this.#root.classList.contains('wiretap') ? '.heard' : '.says'
    const parts = [text('.label .visually-hidden'), text(label), '.', text('.keys'), text('.remark'), text('.why')]
    return parts.join(' ').replaceAll(/\s+/g, ' ').replaceAll(' .', '.').trim()
  }

  /** The row at a step, for what must stand beside it. */
  row(index: number): HTMLElement | undefined {
    return this.#rows.get(index)
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
    for (const [at, row] of this.#rows) {
      if (before !== null && at <= Math.min(before, index)) continue
      if (before !== null && at > Math.max(before, index)) continue
      row.classList.toggle('sent', at <= index)
    }
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
      const step = this.#timeline.steps[at]
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

  /** Keeps the current row in the middle part of the box, without moving the page. */
  #follow(index: number): void {
    const scroll = this.#scroll
    const row = this.#rows.get(index)
    if (!scroll || scroll.scrollHeight <= scroll.clientHeight) return
    if (!row) {
      scroll.scrollTop = 0
      return
    }
    const box = scroll.getBoundingClientRect()
    const at = row.getBoundingClientRect()
    const above = at.top - box.top
    if (above < box.height * 0.2 || above + at.height > box.height * 0.75) {
      scroll.scrollTop += above - box.height * 0.4
    }
  }
}
