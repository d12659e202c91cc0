/**
 * What a terminal shows at one moment, as the shortest output that brings a
 * fresh terminal there: a keyframe to seek from.
 *
 * The screen is read through xterm.js's public interface. What that does not
 * tell (the colours in force, modes, the scroll region) is kept by listening
 * to the sequences that set it.
 */
import type { IBuffer, IBufferCell, Terminal } from '@xterm/xterm'

/** Private modes that a terminal of ours starts with. @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const initially = new Map([
  [7, true],
  [25, true],
])

/** Switches to the alternate screen: shown by the buffer itself. */
const screenModes = new Set([47, 1047, 1048, 1049])

export class Snapshots {
  readonly #terminal: Terminal
  #graphics: string[] = []
  #modes = new Map<number, boolean>()
  #region = ''
  #saved = ''
  #charset = ''

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    const { parser } = terminal
    parser.registerCsiHandler({ final: 'm' }, (params) => {
      const list = params.flat()
      const reset = list.lastIndexOf(0)
      if (list.length === 0 || reset >= 0) this.#graphics = []
      const rest = joined(params)
      if (rest !== '' && rest !== '0') this.#graphics.push(`\x1b[${rest}m`)
      return false
    })
    for (const [final, on] of [
      ['h', true],
      ['l', false],
    ] as const) {
      parser.registerCsiHandler({ prefix: '?', final }, (params) => {
        for (const mode of params.flat()) if (!screenModes.has(mode)) this.#modes.set(mode, on)
        return false
      })
    }
    parser.registerCsiHandler({ final: 'r' }, (params) => {
      this.#region = `\x1b[${joined(params)}r`
      return false
    })
    parser.registerEscHandler({ final: '7' }, () => {
      this.#saved = `${this.#graphics.join('')}${cursor(terminal.buffer.active, terminal.cols)}\x1b7\x1b[m`
      return false
    })
    for (const final of ['0', 'B']) {
      parser.registerEscHandler({ intermediates: '(', final }, () => {
        this.#charset = `\x1b(${final}`
        return false
      })
    }
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#graphics = []
      this.#modes.clear()
      this.#region = this.#saved = this.#charset = ''
      return false
    })
  }

  /** @returns output for a terminal just reset, of the same size */
  take(): string {
    const { buffer, rows, cols } = this.#terminal
    const modes = [...this.#modes]
      .filter(([mode, on]) => on !== (initially.get(mode) ?? false))
      .map(([mode, on]) => `\x1b[?${mode}${on ? 'h' : 'l'}`)
      .join('')
    let out = screen(buffer.normal, rows, cols)
    if (buffer.active.type === 'alternate') {
      out += `${cursor(buffer.normal, cols)}\x1b[?1049h\x1b[H${screen(buffer.alternate, rows, cols)}`
    }
    // Setting the region and saving move the cursor: its place comes after them.
    return `${out}${this.#saved}${this.#region}${cursor(buffer.active, cols)}${modes}${this.#charset}${this.#graphics.join('')}`
  }
}

/** Whether output may be cut after `data`: not within an escape sequence. Each call passes the tail that stood open. */
export function openSequence(open: string, data: string): string {
  const text = open + data
  const at = text.lastIndexOf('\x1b')
  if (at < 0) return ''
  const tail = text.slice(at)
  return /^\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07]*\x07|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/.test(tail) ? '' : tail
}

function joined(params: (number | number[])[]): string {
  let text = ''
  for (const [i, param] of params.entries()) {
    if (typeof param === 'number') text += `${i > 0 ? ';' : ''}${param}`
    else text += `:${param.join(':')}`
  }
  return text
}

function screen(buffer: IBuffer, rows: number, columns: number): string {
  const lines: string[] = []
  const cell = buffer.getNullCell()
  for (let y = 0; y < rows; y++) {
    const line = buffer.getLine(buffer.baseY + y)
    if (!line) break
    let text = ''
    let gap = 0
    let look = ''
    for (let x = 0; x < columns; x++) {
      const here = line.getCell(x, cell)
      if (!here || here.getWidth() === 0) continue
      const next = appearance(here)
      const chars = here.getChars()
      if (chars === '' && next === '') {
        gap++
        continue
      }
      if (gap > 0) {
        // Cells never written to are skipped, not filled: copying must not gain spaces.
        text += `${look === '' ? '' : '\x1b[m'}\x1b[${gap}C`
        look = ''
        gap = 0
      }
      if (next !== look) text += `\x1b[0${next}m`
      look = next
      text += chars === '' ? ' ' : chars
    }
    if (look !== '') text += '\x1b[m'
    const wraps = buffer.getLine(buffer.baseY + y + 1)?.isWrapped === true && gap === 0
    lines.push(wraps || y === rows - 1 ? text : `${text}\r\n`)
  }
  return lines.join('')
}

/** Where the next character goes. Past the last column it waits to wrap: that state is reached by writing the last cell again. */
function cursor(buffer: IBuffer, columns: number): string {
  const row = buffer.cursorY + 1
  if (buffer.cursorX < columns) return `\x1b[${row};${buffer.cursorX + 1}H`
  const last = buffer.getLine(buffer.baseY + buffer.cursorY)?.getCell(columns - 1)
  return last ? `\x1b[${row};${columns}H\x1b[0${appearance(last)}m${last.getChars() || ' '}\x1b[m` : ''
}

function appearance(cell: IBufferCell): string {
  if (cell.isAttributeDefault()) return ''
  let sgr = ''
  if (cell.isBold()) sgr += ';1'
  if (cell.isDim()) sgr += ';2'
  if (cell.isItalic()) sgr += ';3'
  if (cell.isUnderline()) sgr += ';4'
  if (cell.isBlink()) sgr += ';5'
  if (cell.isInverse()) sgr += ';7'
  if (cell.isInvisible()) sgr += ';8'
  if (cell.isStrikethrough()) sgr += ';9'
  if (cell.isFgPalette()) sgr += `;38;5;${cell.getFgColor()}`
  if (cell.isFgRGB()) sgr += `;38;2;${rgb(cell.getFgColor())}`
  if (cell.isBgPalette()) sgr += `;48;5;${cell.getBgColor()}`
  if (cell.isBgRGB()) sgr += `;48;2;${rgb(cell.getBgColor())}`
  return sgr
}

const rgb = (color: number): string => `${color >> 16};${(color >> 8) & 255};${color & 255}`
