/** Bytes in hexadecimal and as text. Only the rows near what is in view are in the page. */
import type { Span } from '../../core/parse.ts'
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
  /** How far the box is scrolled, px: to ask it would lay out the page. */
  #top = 0
  #lit: Span | null = null

  /**
   * @param box      scrolls
   * @param onpoint  called with the offset of a byte that is pointed at or tapped, and whether a mouse only passes over it
   */
  constructor(box: HTMLElement, onpoint: (offset: number, hovers: boolean) => void) {
    this.#box = box
    this.#window.className = 'window'
    this.#all.append(this.#window)
    box.append(this.#all)
    const point = ({ target, clientX, type }: MouseEvent) => {
      const cells = (target as Element).closest('.cells, .text')
      const start = Number(cells?.closest<HTMLElement>('.row')?.dataset['start'])
      if (!cells || !this.#pane) return
      const { left, width } = cells.getBoundingClientRect()
      const at = start + Math.floor(((clientX - left) / width) * this.#columns)
      if (at >= start && at < Math.min(start + this.#columns, this.#pane.bytes.length)) onpoint(at, type !== 'click')
    }
    // Pointing is a shortcut; the tree does the same by keyboard.
    box.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && point(event))
    box.addEventListener('click', point)
    box.addEventListener('scroll', () => {
      this.#top = box.scrollTop
      this.#draw()
    })
  }

  /** Shows other bytes, from their first row. @param columns  bytes in a row */
  show(pane: Pane, columns: number): void {
    this.#pane = pane
    this.#columns = columns
    this.#first = -1
    this.#lit = null
    this.#all.style.height = `${Math.ceil(pane.bytes.length / columns) * ROW_PX}px`
    if (this.#top) this.#box.scrollTop = this.#top = 0
    this.#draw()
  }

  /** Lights up a stretch, and brings its start into view. */
  light(lit: Span | null): void {
    this.#lit = lit
    const box = this.#box
    if (lit) {
      const top = Math.floor(lit.start / this.#columns) * ROW_PX
      if (top < this.#top || top + ROW_PX > this.#top + box.clientHeight) box.scrollTop = top - ROW_PX
    }
    this.#first = -1
    this.#draw()
  }

  #draw(): void {
    const pane = this.#pane
    const first = Math.max(0, Math.floor(this.#top / ROW_PX) - 3)
    if (!pane || first === this.#first) return
    this.#first = first
    this.#window.style.transform = `translateY(${first * ROW_PX}px)`
    const rows: HTMLElement[] = []
    for (let index = first; index < first + ROWS && index * this.#columns < pane.bytes.length; index++)
      rows.push(this.#row(pane, index * this.#columns))
    this.#window.replaceChildren(...rows)
  }

  /** A row in as few pieces as it has kinds of bytes next to each other. */
  #row(pane: Pane, start: number): HTMLElement {
    const row = part('div', 'row', part('span', 'offset', start.toString(16).padStart(4, '0')))
    row.dataset['start'] = String(start)
    const end = Math.min(start + this.#columns, pane.bytes.length)
    const kindOf = (at: number) =>
      (pane.sealed.some((span) => holds(span, at)) ? 'sealed ' : '') + (this.#lit && holds(this.#lit, at) ? 'lit' : '')
    const cells: HTMLElement[] = []
    const text: HTMLElement[] = []
    for (let from = start, to = start; from < end; from = to) {
      const kind = kindOf(from)
      while (to < end && kindOf(to) === kind) to++
      const bytes = [...pane.bytes.subarray(from, to)]
      const plain = (byte: number) => byte >= 32 && byte < 127 && !kind.startsWith('sealed')
      cells.push(part('span', kind, bytes.map((byte) => ` ${byte.toString(16).padStart(2, '0')}`).join('')))
      text.push(part('span', kind, bytes.map((byte) => (plain(byte) ? String.fromCharCode(byte) : '·')).join('')))
    }
    const hex = part('span', 'cells', ...cells)
    const glyphs = part('span', 'text', ...text)
    hex.style.width = `${this.#columns * 3}ch`
    glyphs.style.width = `${this.#columns}ch`
    glyphs.ariaHidden = 'true'
    row.append(hex, glyphs)
    return row
  }
}

function part(tag: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.append(...content)
  return element
}
