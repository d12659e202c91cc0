/** Bytes in hexadecimal and as text. Only the rows near what is in view are in the page. */
import type { Span } from '../core/parse.ts'
import type { Pane } from './BytesWire.ts'

const ROW_PX = 22
/** More rows than the box shows at its tallest, with some to spare at either end. */
const ROWS = 24

const holds = ({ start, end }: Span, at: number) => at >= start && at < end

export class HexRows {
  readonly #box: HTMLElement
  readonly #all = document.createElement('div')
  readonly #window = document.createElement('div')
  #pane: Pane | null = null
  #columns = 0
  #first = -1
  #lit: Span | null = null

  /**
   * @param box      scrolls
   * @param onpoint  called with the offset of a byte that is pointed at or tapped
   */
  constructor(box: HTMLElement, onpoint: (offset: number) => void) {
    this.#box = box
    this.#window.className = 'window'
    this.#all.append(this.#window)
    box.append(this.#all)
    const point = (event: Event) => {
      const { at } = (event.target as HTMLElement).dataset
      if (at !== undefined) onpoint(Number(at))
    }
    // Pointing is a shortcut; the tree does the same by keyboard.
    box.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && point(event))
    box.addEventListener('click', point)
    box.addEventListener('scroll', () => this.#draw())
  }

  /** Shows other bytes, from their first row. @param columns  bytes in a row */
  show(pane: Pane, columns: number): void {
    this.#pane = pane
    this.#columns = columns
    this.#first = -1
    this.#lit = null
    this.#all.style.height = `${Math.ceil(pane.bytes.length / columns) * ROW_PX}px`
    this.#box.scrollTop = 0
    this.#draw()
  }

  /** Lights up a stretch, and brings its start into view. */
  light(lit: Span | null): void {
    this.#lit = lit
    const box = this.#box
    if (lit) {
      const top = Math.floor(lit.start / this.#columns) * ROW_PX
      if (top < box.scrollTop || top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top - ROW_PX
    }
    this.#draw()
    for (const cell of this.#window.querySelectorAll<HTMLElement>('[data-at]'))
      cell.classList.toggle('lit', lit !== null && holds(lit, Number(cell.dataset['at'])))
  }

  #draw(): void {
    const pane = this.#pane
    const first = Math.max(0, Math.floor(this.#box.scrollTop / ROW_PX) - 3)
    if (!pane || first === this.#first) return
    this.#first = first
    this.#window.style.transform = `translateY(${first * ROW_PX}px)`
    const rows: HTMLElement[] = []
    for (let index = first; index < first + ROWS && index * this.#columns < pane.bytes.length; index++)
      rows.push(this.#row(pane, index * this.#columns))
    this.#window.replaceChildren(...rows)
  }

  #row(pane: Pane, start: number): HTMLElement {
    const row = part('div', 'row')
    const cells = part('span', 'cells')
    const text = part('span', 'text')
    text.ariaHidden = 'true'
    cells.style.width = `${this.#columns * 2.9}ch`
    for (const [i, byte] of pane.bytes.subarray(start, start + this.#columns).entries()) {
      const at = start + i
      const sealed = pane.sealed.some((span) => holds(span, at))
      const kind = (sealed ? 'sealed ' : '') + (this.#lit && holds(this.#lit, at) ? 'lit' : '')
      const plain = byte >= 32 && byte < 127 && !sealed
      for (const cell of [
        part('span', kind, byte.toString(16).padStart(2, '0')),
        part('span', kind, plain ? String.fromCharCode(byte) : '·'),
      ]) {
        cell.dataset['at'] = String(at)
        ;(cell.textContent.length > 1 ? cells : text).append(cell)
      }
    }
    row.append(part('span', 'offset', start.toString(16).padStart(4, '0')), cells, text)
    return row
  }
}

function part(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
