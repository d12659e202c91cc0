/**
 * The terminal on the page: xterm.js under a strict Content-Security-Policy,
 * in the site's own colours, as large as its box allows. Fetched only when a
 * terminal comes near the view.
 */
import { Terminal, type ITheme } from '@xterm/xterm'
import cssUrl from '@xterm/xterm/css/xterm.css?url'
import { fit, tooNarrow, type CellWidth } from './terminal-fit.ts'
import { guard } from './terminal-guard.ts'
import { breathe } from './TerminalSlice.ts'

const LINE_HEIGHT = 1.15

let stylesheet: Promise<void> | null = null

function loadStyles(): Promise<void> {
  stylesheet ??= new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = cssUrl
    link.onload = () => resolve()
    link.onerror = () => {
      // The next terminal asks for it again.
      link.remove()
      stylesheet = null
      reject(new Error('The styles of the terminal did not come.'))
    }
    document.head.append(link)
  })
  return stylesheet
}

export class TerminalScreen {
  readonly terminal: Terminal
  readonly #box: HTMLElement
  readonly #columns: number
  readonly #stop = new AbortController()
  readonly #cell: CellWidth
  #wrap = true

  /**
   * @param box  the reserved place; its size decides the size of the text
   * @throws Error where the styles do not come, or the browser lacks what xterm.js needs
   */
  static async open(box: HTMLElement, columns: number, rows: number): Promise<TerminalScreen> {
    await loadStyles()
    return new TerminalScreen(box, columns, rows)
  }

  private constructor(box: HTMLElement, columns: number, rows: number) {
    this.#box = box
    this.#columns = columns
    const style = getComputedStyle(box)
    this.#cell = cellWidth(style.fontFamily, () => box.clientHeight / this.terminal.rows)
    this.terminal = new Terminal({
      cols: columns,
      rows,
      fontFamily: style.fontFamily,
      fontSize: 12,
      lineHeight: LINE_HEIGHT,
      scrollback: 2000,
      disableStdin: true,
      cursorInactiveStyle: 'bar',
      // Recordings colour little; what they do colour must stay readable on either paper.
      minimumContrastRatio: 4.5,
      convertEol: false,
      logLevel: 'off',
      theme: themeOf(box),
    })
    guard(this.terminal)
    openUnderPolicy(this.terminal, box)
    colourUnderPolicy(this.terminal)
    // Tab belongs to the page, here as elsewhere: nothing is typed into the replay itself.
    this.terminal.attachCustomKeyEventHandler((event) => event.key !== 'Tab')
    if (this.terminal.textarea) this.terminal.textarea.tabIndex = -1
    this.#follow()
  }

  /** Whether a narrow box gets fewer columns (the lines wrap) or smaller text. */
  set wrap(on: boolean) {
    this.#wrap = on
    this.fit()
  }

  /** Whether the box is too narrow for all columns in readable text. */
  get narrow(): boolean {
    return tooNarrow(this.#box.clientWidth, this.#columns, this.#cell)
  }

  fit(): void {
    const widthPx = this.#box.clientWidth
    if (widthPx === 0) return // hidden: nothing to fit
    const { columns, fontSize } = fit(widthPx, this.#columns, this.#cell, this.#wrap)
    if (this.terminal.options.fontSize !== fontSize) this.terminal.options.fontSize = fontSize
    if (this.terminal.cols !== columns) this.terminal.resize(columns, this.terminal.rows)
  }

  /** The lines on the screen, as text. */
  visibleText(): string {
    const { active } = this.terminal.buffer
    return this.#text(active.viewportY, active.viewportY + this.terminal.rows)
  }

  /** All lines, those scrolled away included. */
  allText(): string {
    return this.#text(0, this.terminal.buffer.active.length)
  }

  /**
   * Measures each character of ASCII before it is drawn: xterm.js would do it in the frame that draws it first, and make
   * the browser lay out what has changed in the page by then, twice.
   *
   * @throws where the signal says so
   */
  async measureAhead(signal: AbortSignal): Promise<void> {
    const widths = rendererOf(this.terminal)?._widthCache
    for (let code = 0x20; code < 0x7f; code++) {
      await breathe()
      signal.throwIfAborted()
      widths?.get(String.fromCharCode(code), false, false)
    }
  }

  dispose(): void {
    this.#stop.abort()
    this.terminal.dispose()
  }

  #text(from: number, to: number): string {
    const { active } = this.terminal.buffer
    let text = ''
    for (let y = from; y < to; y++) {
      const line = active.getLine(y)
      if (!line) continue
      if (y > from && !line.isWrapped) text += '\n'
      text += line.translateToString(active.getLine(y + 1)?.isWrapped !== true)
    }
    return text.trimEnd()
  }

  #follow(): void {
    const { signal } = this.#stop
    const recolour = () => {
      this.terminal.options.theme = themeOf(this.#box)
    }
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', recolour, { signal })
    }
    const chosen = new MutationObserver(recolour)
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const sized = new ResizeObserver(() => this.fit())
    sized.observe(this.#box)
    this.#followPixels()
    signal.addEventListener('abort', () => {
      chosen.disconnect()
      sized.disconnect()
    })
    this.fit()
  }

  /**
   * Another monitor, or a zoom that leaves the box as wide as it was: where letters are whole pixels, they are of another
   * width then.
   */
  #followPixels(): void {
    const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
    const fitAgain = () => {
      this.fit()
      this.#followPixels()
    }
    now.addEventListener('change', fitAgain, { once: true, signal: this.#stop.signal })
  }
}

/**
 * xterm.js writes its styles into `<style>` elements, which the policy forbids. While it opens, each one it makes is an
 * inert element whose text goes to a constructed stylesheet instead.
 */
function openUnderPolicy(terminal: Terminal, box: HTMLElement): void {
  const create = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) =>
    name.toLowerCase() === 'style' ? constructedStyle(create('template')) : create(name, options)) as typeof create
  try {
    terminal.open(box)
  } finally {
    Reflect.deleteProperty(document, 'createElement')
  }
}

/** What draws the rows; nothing public leads to it. */
interface Renderer {
  /** The one part of xterm.js that writes style attributes. */
  readonly _rowFactory?: { _addStyle(cell: HTMLElement, css: string): void }
  /** How wide characters are; measured when one is asked for the first time. */
  readonly _widthCache?: { get(character: string, bold: boolean, italic: boolean): number }
}

function rendererOf(terminal: Terminal): Renderer | undefined {
  type Inner = { readonly _core: { readonly _renderService?: { readonly _renderer: { readonly value?: Renderer } } } }
  return (terminal as unknown as Inner)._core._renderService?._renderer.value
}

/**
 * It colours some cells by style attributes, which the policy forbids too: those of true colours, those selected, those
 * whose contrast it mends. What it would write there goes to the cell's style instead.
 */
function colourUnderPolicy(terminal: Terminal): void {
  const rows = rendererOf(terminal)?._rowFactory
  if (rows) rows._addStyle = (cell, css) => (cell.style.cssText += css)
}

function constructedStyle(element: HTMLTemplateElement): HTMLTemplateElement {
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets.push(sheet)
  let text = ''
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (css: string) => {
      text = css
      sheet.replaceSync(css)
    },
  })
  element.remove = () => {
    Element.prototype.remove.call(element)
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet)
  }
  return element
}

/**
 * Measured as xterm.js does, so that its columns and rows come out as large: where two monitors have pixels of different
 * sizes, text in a canvas of the page may be of another width than text in one that is nowhere.
 *
 * @param rowPx  how tall a row may be, CSS px
 */
function cellWidth(fontFamily: string, rowPx: () => number): CellWidth {
  const canvas = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(1, 1) : document.createElement('canvas')
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null
  return (fontSize) => {
    if (!context) return fontSize * 0.602
    context.font = `${fontSize}px ${fontFamily}`
    const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('W')
    const letterPx = Math.ceil((fontBoundingBoxAscent + fontBoundingBoxDescent) * devicePixelRatio)
    return Math.floor(letterPx * LINE_HEIGHT) / devicePixelRatio > rowPx() ? Infinity : width
  }
}

/** The tokens of `tokens.css`, resolved to colours that xterm.js can read. */
function themeOf(box: HTMLElement): ITheme {
  // A probe for each: one whose colour is changed was now and then read as it was before, and the terminal was black.
  const token = (name: string): string => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    // Where colours are forced, text and paper would both be read as the text's.
    probe.style.setProperty('forced-color-adjust', 'none')
    box.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
  const ink = token('ink')
  const soft = token('ink-soft')
  return {
    background: token('paper-sunk'),
    foreground: ink,
    cursor: token('accent'),
    cursorAccent: token('paper-sunk'),
    selectionBackground: token('accent-wash'),
    scrollbarSliderBackground: token('rule'),
    scrollbarSliderHoverBackground: token('rule-strong'),
    scrollbarSliderActiveBackground: token('rule-strong'),
    black: ink,
    red: token('bad'),
    green: token('good'),
    yellow: token('clear'),
    blue: token('client'),
    magenta: token('server'),
    cyan: token('sealed'),
    white: soft,
    brightBlack: soft,
    brightRed: token('bad'),
    brightGreen: token('good'),
    brightYellow: token('clear'),
    brightBlue: token('client'),
    brightMagenta: token('server'),
    brightCyan: token('sealed'),
    brightWhite: ink,
  }
}
