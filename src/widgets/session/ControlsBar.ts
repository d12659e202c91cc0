/** Brings the bar of buttons that the build wrote to life: it listens to it, and shows where the playhead is. */
import { SPEEDS, type Motion, type Move, type Speed, type Track } from '../../core/timeline/playhead.ts'
import { heardName } from '../player/heard-name.ts'
import { ZOOMS, type Playhead, type View, type Zoom } from '../player/playhead.svelte.ts'

export interface BarActions {
  /** Opens the sheet of keys. */
  help(): void
  /** Saves the step as a picture. */
  save(format: string): void
}

export class ControlsBar {
  readonly #playhead: Playhead
  readonly #scrubber: HTMLInputElement | null
  readonly #buttons: readonly HTMLElement[]
  readonly #counts: readonly Element[]
  readonly #selects: readonly HTMLSelectElement[]
  /** The frame in which the playhead goes where the scrubber was put; 0 where it has gone. */
  #scrubbing = 0

  constructor(bar: HTMLElement, playhead: Playhead, actions: BarActions) {
    const each = <Kind extends Element>(selector: string) => [...bar.querySelectorAll<Kind>(selector)]
    this.#playhead = playhead
    this.#scrubber = bar.querySelector('input')
    this.#buttons = each('[data-act]')
    this.#counts = each('.counts > *')
    this.#selects = each('select')
    /** Where the scrubber is put by a pointer adds to the history, once for each drag; by keys it steps. */
    let move: Move = 'step'
    /** Where it was put last, and where the playhead stood when the pointer came down on it. */
    let to = 0
    let from = 0

    bar.addEventListener('click', ({ target }) => {
      const act = (target as Element).closest<HTMLElement>('[data-act]')?.dataset['act']
      const { views } = playhead
      if (!act) return
      if (act === 'first') playhead.goTo(playhead.first - 1, 'jump')
      else if (act === 'last') playhead.goTo(playhead.last, 'jump')
      else if (act === 'play') playhead.toggle()
      else if (act === 'wiretap') playhead.wiretap = !playhead.wiretap
      else if (act === 'help') actions.help()
      else if (act === 'bytes' || act === 'terminal')
        playhead.views = views.includes(act) ? views.filter((view) => view !== act) : [...views, act]
      else playhead.go({ to: act } as Motion)
    })
    bar.addEventListener('pointerdown', ({ target }) => {
      if (target !== this.#scrubber) return
      move = 'jump'
      from = playhead.index
    })
    // A finger that only wanted to scroll the page has moved the thumb already.
    bar.addEventListener('pointercancel', ({ target }) => {
      if (target === this.#scrubber) playhead.goTo((to = from))
    })
    bar.addEventListener('input', ({ target }) => {
      // Questions that stand in the player have inputs too.
      if (!this.#scrubber || target !== this.#scrubber) return
      to = this.#scrubber.valueAsNumber
      if (this.#scrubbing) return
      const go = () => {
        this.#scrubbing = 0
        playhead.goTo(to, move)
        move = 'step'
      }
      // A key steps. A pointer may pass over many rows: its frame is the thumb's, and the next one theirs.
      this.#scrubbing = requestAnimationFrame(
        move === 'step' ? go : () => (this.#scrubbing = requestAnimationFrame(go)),
      )
    })
    bar.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLSelectElement)) return
      const { selectedIndex, value } = target
      const choice = target.dataset['choice']
      if (choice === 'speed') playhead.speed = SPEEDS[selectedIndex] ?? 1
      else if (choice === 'zoom') playhead.zoom = ZOOMS[selectedIndex] ?? 'messages'
      else if (choice === 'chapter') playhead.goTo(Number(value), 'jump')
      else {
        actions.save(value)
        target.selectedIndex = 0
      }
    })
  }

  /** Shows what is pressed. Called in an effect: what it reads of the playhead is what it is called again for. */
  press(): void {
    const { playing, wiretap, views } = this.#playhead
    for (const button of this.#buttons) {
      const act = button.dataset['act']
      if (act === 'play')
        for (const name of ['title', 'ariaLabel'] as const) change(button, name, playing ? 'Pause' : 'Play')
      if (button.ariaPressed)
        change(button, 'ariaPressed', String(act === 'wiretap' ? wiretap : views.includes(act as View)))
    }
  }

  /** Shows where the playhead is. @param track  what it moves along; null until it can move */
  show(index: number, track: Track | null): void {
    const { first, last } = this.#playhead
    const step = this.#playhead.stepAt(index)
    const number = index - first + 1
    const total = last - first + 1
    const scrubber = this.#scrubber
    if (scrubber) {
      change(scrubber, 'disabled', !track)
      if (!this.#scrubbing) change(scrubber, 'value', String(index))
      const name = step ? heardName(step, this.#playhead.wiretap) : 'before the first message'
      change(scrubber, 'ariaValueText', `${number} of ${total}: ${name}`)
    }
    for (const button of this.#buttons) {
      const act = button.dataset['act'] ?? ''
      const off = !track || (/^(fi|pr)/.test(act) && number <= 0) || (/^[ln]/.test(act) && number >= total)
      if (!button.ariaPressed) change(button, 'ariaDisabled', String(off))
    }
    const words = step && [
      `flight ${step.flight + 1}`,
      `${step.roundTrips} round trip${step.roundTrips === 1 ? '' : 's'}`,
      `${(step.sentMs / 1000).toFixed(2)} s`,
    ]
    // New words in the same text, not a new text: the browser has less to lay out.
    for (const [at, count] of this.#counts.entries())
      change(count.firstChild ?? count, 'nodeValue', at ? (words?.[at - 1] ?? '') : String(number))
  }

  /** Shows what is chosen: a browser takes longer over a menu than over all the rest. */
  choose(index: number, speed: Speed, zoom: Zoom): void {
    for (const select of this.#selects) {
      const places: Readonly<Record<string, number>> = {
        speed: SPEEDS.indexOf(speed),
        zoom: ZOOMS.indexOf(zoom),
        chapter: [...select.options].findLastIndex(({ value }) => Number(value) <= index),
        save: 0,
      }
      change(select, 'selectedIndex', places[select.dataset['choice'] ?? ''] ?? 0)
    }
  }
}

/** What stays as it is costs the browser nothing. */
function change<Part extends object, Name extends keyof Part>(part: Part, name: Name, value: Part[Name]): void {
  if (part[name] !== value) part[name] = value
}
