/** How many columns of a terminal fit a box, and how large their text can be. */

/** Text smaller than this is not text (CSS px): a narrow box gets fewer columns instead, */
const FONT_MIN = 10.5
/** and these in text that is easily read, as far as they are not too few. */
const FONT_WRAPPED = 12
const FONT_MAX = 15
const COLUMNS_MIN = 40
/** Font sizes are tried in steps of 1/20 px. */
const STEPS = 20

export interface Fitted {
  readonly columns: number
  /** CSS px. */
  readonly fontSize: number
}

/**
 * How wide one character is (CSS px) at a size of the font (CSS px); infinite where the rows would be too tall. A browser
 * may round it to whole pixels, so that it is no fixed share of the size; it never falls as the size grows.
 */
export type CellWidth = (fontSize: number) => number

/**
 * @param columns  what the recording has; fewer are given where `wrap` is on and their text would be too small to read
 * @returns columns that all stand within the box, in the largest text for that
 */
export function fit(widthPx: number, columns: number, cell: CellWidth, wrap: boolean): Fitted {
  if (!wrap || !tooNarrow(widthPx, columns, cell)) return { columns, fontSize: largest(widthPx / columns, cell) }
  const fontSize = largest(widthPx / Math.max(COLUMNS_MIN, Math.floor(widthPx / cell(FONT_WRAPPED))), cell)
  return { columns: Math.min(columns, Math.floor(widthPx / cell(fontSize))), fontSize }
}

/** Whether a box is too narrow for so many columns in readable text. */
export function tooNarrow(widthPx: number, columns: number, cell: CellWidth): boolean {
  return cell(FONT_MIN) * columns > widthPx
}

/** The largest size whose characters are no wider than asked. */
function largest(cellPx: number, cell: CellWidth): number {
  let fits = 1
  let over = FONT_MAX * STEPS + 1
  while (over - fits > 1) {
    const middle = (fits + over) >> 1
    if (cell(middle / STEPS) <= cellPx) fits = middle
    else over = middle
  }
  return fits / STEPS
}
