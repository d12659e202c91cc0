/**
 * Moves the list that the build wrote. It touches only the rows whose state
 * changed: a step costs a few classes. Arrows in flight are the compositor's.
 */
import type { Speed, Track } from '../../core/timeline/playhead.ts'
import type { Step } from '../../core/timeline/timeline.ts'
import { inTurn, withdraw } from '../player/turns.ts'

/** How long an arrow takes to draw itself after a step, ms. Who steps faster than that sees it drawn. */
const DRAW_MS = 320
/** An arrow grows from where it leaves. The compositor moves a part of an SVG by `transform` only, not by `scale`. */
const GROWS = { transform: ['scale(0)', 'scale(1)'] }
/** How far an arrow that flies by itself may be off before it is put right, ms on the screen. */
const OFF_MS = 60
/** How much of the box the band of a phase may cover, px: its words wrap in a narrow one. */
const BAND_PX = 76

interface Row {
  readonly step: Step
  readonly element: HTMLElement
  readonly link: HTMLElement
  readonly ink: SVGElement
  /** Where it stands in the list and how tall it is, px: measured when the list is laid out, not at each step. */
  top: number
  height: number
  /** While it plays and the message is on its way. */
  flight?: Animation
}

export class LadderStage {
  readonly #scroll: HTMLElement | null
  /** The box beside the list, and the hint that stands in it before the first step. */
  readonly #aside: HTMLElement | null
  readonly #hint: Node[]
  readonly #rows = new Map<number, Row>()
  readonly #track: Track
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)')
  #boxHeight = 0
  /** How far the list can be scrolled, px. */
  #scrollMax = 0
  /** How far it is scrolled, px: kept, since to ask the browser would lay out the page. */
  #top = 0
  /** The row shown last; null before the first move. */
  #shown: number | null = null
  #shownAt = 0
  #drawing: Animation | undefined
  #measure: ResizeObserver | undefined
  /** The band of the phase it is in. */
  #here: Element | null | undefined
  /** Whether rows show what a wiretap reads. */
  #tapped = false
  /** Rows that do not show yet where the playhead is. */
  readonly #stale = new Set<number>()

  /** @param root  the figure that holds the list */
  constructor(root: HTMLElement, track: Track) {
    this.#track = track
    this.#scroll = root.querySelector('.scroll')
    this.#aside = root.querySelector('.aside')
    this.#hint = [...(this.#aside?.childNodes ?? [])]
    for (const element of root.querySelectorAll<HTMLElement>('li.step')) {
      const index = Number(element.dataset['index'])
      const step = track.timeline.steps[index]
      const link = element.querySelector<HTMLElement>('.label')
      const ink = element.querySelector<SVGElement>('.ink')
      if (!step || !link || !ink) continue
      link.tabIndex = -1
      this.#rows.set(index, { step, element, link, ink, top: 0, height: 0 })
    }
    const scroll = this.#scroll
    if (!scroll) return
    scroll.onscroll = () => (this.#top = scroll.scrollTop)
    // Layout is read where the browser has just done it, so that no step has to wait for it.
    this.#measure = new ResizeObserver(() => {
      this.#top = scroll.scrollTop
      const top = scroll.getBoundingClientRect().top - this.#top
      this.#boxHeight = scroll.clientHeight
      this.#scrollMax = scroll.scrollHeight - scroll.clientHeight
      for (const row of this.#rows.values()) {
        const at = row.element.getBoundingClientRect()
        row.top = at.top - top
        row.height = at.height
      }
      if (this.#shown !== null) this.#follow(this.#shown)
    })
    for (const box of [scroll, ...scroll.children]) this.#measure.observe(box)
  }

  /** Lets go of the list; what still waits for its turn is done no more. */
  dispose(): void {
    this.#measure?.disconnect()
    this.fly(Infinity, 0)
    withdraw(this)
    withdraw(this.#stale)
  }

  /** What a listener hears of a row: who to whom, the message, and why. */
  words(index: number): string {
    const row = this.#rows.get(index)?.element
    const text = (selector: string) => row?.querySelector(selector)?.textContent ?? ''
    const keys = [...(row?.querySelectorAll('.keys > span') ?? [])].map((key) => `${key.textContent}.`)
    const heard = this.#tapped && text('.heard')
    const parts = [
      text('.label .visually-hidden'),
      heard || text('.says'),
      '.',
      ...keys,
      text('.meddled span'),
      text('.remark'),
      heard ? '' : text('.why'),
    ]
    return parts.join(' ').replaceAll(/\s+/g, ' ').replaceAll(' .', '.').trim()
  }

  /**
   * Makes a step the current one.
   *
   * @param index     into `timeline.steps`
   * @param draw      whether its arrow draws itself (not while playing)
   */
  show(index: number, draw: boolean): void {
    this.#drawing?.cancel()
    const before = this.#shown
    const { first, last } = this.#track
    // Only the rows between where it stood and where it goes change.
    const [from, to] = before === null ? [first, last] : [Math.min(before, index) + 1, Math.max(before, index)]
    for (let at = from; at <= to; at++) this.#stale.add(at)
    this.#shown = index
    const now = performance.now()
    if (draw && !this.#stillness.matches && index - 1 === before && now - this.#shownAt > DRAW_MS) this.#draw(index)
    this.#shownAt = now
    this.#mark(before, index)
    this.#refresh(false)
    // When all that changes has changed: it makes the browser lay out the list.
    this.#follow(index)
  }

  /** Shows what a wiretap on the path reads, or what the two ends read. */
  tap(on: boolean): void {
    this.#tapped = on
    this.#scroll?.previousElementSibling?.classList.toggle('tapped', on)
    for (const [index, { step }] of this.#rows) if (step.wire === 'ciphertext') this.#stale.add(index)
    // Other words are to be laid out: they come together, a frame after the switch itself.
    inTurn(this.#stale, () => {
      this.#refresh(false)
      this.#tapAside()
    })
  }

  /**
   * Puts the arrows that are in flight where they are at a time (ms, the session's clock; Infinity when all have
   * arrived), and lets them go on. The browser's compositor moves them: a frame in which nothing else happens costs the
   * page next to nothing. With reduced motion they arrive as they leave.
   *
   * @param speed  0 while it stands
   */
  fly(atMs: number, speed: Speed): void {
    const now = this.#stillness.matches ? Infinity : atMs
    // Rounded, since it is the difference of two long numbers.
    const rate = Math.fround(this.#track.pace.advance(now, 1, speed) - now)
    for (const [at, row] of this.#rows) {
      const { sentMs, arrivesMs } = row.step
      if (at <= (this.#shown ?? -1) && now < arrivesMs) {
        if (!row.flight) {
          row.flight = row.ink.animate(GROWS, arrivesMs - sentMs)
          row.element.classList.add('flies')
        }
        const off = Math.abs(now - sentMs - (row.flight.currentTime as number))
        if (row.flight.playbackRate !== rate || off > OFF_MS * rate) {
          row.flight.playbackRate = rate
          row.flight.currentTime = now - sentMs
        }
      } else if (row.flight) {
        row.flight.cancel()
        delete row.flight
        row.element.classList.remove('flies')
      }
    }
  }

  /**
   * The browser's compositor draws it, so that nothing else waits for it: it grows from where it leaves. To hand it
   * over takes the browser longer than to paint the row: so the row is painted first.
   */
  #draw(index: number): void {
    const row = this.#rows.get(index)
    if (!row) return
    row.element.classList.add('due')
    inTurn(row, () => {
      row.element.classList.remove('due')
      if (this.#shown === index) this.#drawing = row.ink.animate(GROWS, { duration: DRAW_MS, easing: 'ease-out' })
    })
  }

  #mark(before: number | null, index: number): void {
    const [old, row] = [this.#rows.get(before ?? -1), this.#rows.get(index)]
    for (const each of [old, row]) {
      if (!each) continue
      const on = each === row
      each.element.classList.toggle('now', on)
      each.link.tabIndex = on ? 0 : -1
      each.link.ariaCurrent = on ? 'step' : null
    }
    // Its note is words to lay out, and a band stays where it is told to: they come a frame after the row.
    inTurn(this, () => {
      const here = row?.element.closest('.phase')?.querySelector('.band')
      // Most steps stay in their phase: what nothing is done to need not be painted again.
      this.#here?.classList.toggle('here', here === this.#here)
      here?.classList.add('here')
      this.#here = here
      // A note that has the focus goes away: on to the list.
      if (this.#aside?.contains(document.activeElement)) this.#scroll?.focus()
      this.#aside?.replaceChildren(...(row?.element.querySelector('.note')?.cloneNode(true).childNodes ?? this.#hint))
      this.#tapAside()
    })
  }

  #tapAside(): void {
    this.#aside?.classList.toggle('tapped', this.#isTapped(this.#shown ?? -1))
  }

  /** Whether a row shows what a wiretap reads. */
  #isTapped(index: number): boolean {
    return this.#tapped && this.#rows.get(index)?.step.wire === 'ciphertext'
  }

  /** Brings rows up to date: those in sight at once, the others when it is their turn. */
  #refresh(all: boolean): void {
    const top = this.#topFor(this.#shown ?? 0)
    for (const at of this.#stale) {
      const row = this.#rows.get(at)
      if (!all && row && (row.top > top + this.#boxHeight || row.top + row.height < top)) continue
      this.#renew(at)
    }
    if (this.#stale.size > 0) inTurn(this.#stale, () => this.#refresh(true))
  }

  #renew(at: number): void {
    this.#stale.delete(at)
    const classes = this.#rows.get(at)?.element.classList
    classes?.toggle('ahead', at > (this.#shown ?? at))
    classes?.toggle('tapped', this.#isTapped(at))
  }

  /** Keeps the current row in the middle part of the box, without moving the page; what is in sight can wait for it. */
  #follow(index: number): void {
    const scroll = this.#scroll
    const top = this.#topFor(index)
    if (!scroll || top === this.#top) return
    const go = () => {
      if (this.#shown === index) scroll.scrollTop = this.#top = this.#topFor(index)
    }
    if (this.#standsWithin(index, 0, this.#boxHeight)) inTurn(scroll, go)
    else go()
  }

  /** Whether a row is within a part of the box, px from its upper edge. */
  #standsWithin(index: number, from: number, to: number): boolean {
    const { top, height } = this.#rows.get(index) ?? { top: 0, height: 0 }
    const above = top - this.#top
    return above >= from && above + height <= to
  }

  /** How far the list is scrolled when a row stands in the middle part of the box, px. */
  #topFor(index: number): number {
    const box = this.#boxHeight
    if (this.#standsWithin(index, BAND_PX, box * 0.8)) return this.#top
    const { top } = this.#rows.get(index) ?? { top: 0 }
    // Further on than back: most learners go forward.
    return Math.max(0, Math.min(this.#scrollMax, top - Math.max(BAND_PX, box * (top > this.#top ? 0.25 : 0.5))))
  }
}
