/**
 * Keeps a recording from holding the page up. Some control functions do something as often as their number says, and
 * xterm.js does it that often, also a billion times.
 *
 * @see ECMA-48 for the functions: CHT, IL, DL, SU, SD, CBT, REP
 */
import type { Terminal } from '@xterm/xterm'

/** No screen has so many rows or columns. */
const MOST = 1000
const REPEATING = ['I', 'L', 'M', 'S', 'T', 'Z', 'b']

/** Has a terminal pass over what would be done more often than that. */
export function guard({ parser }: Pick<Terminal, 'parser'>): void {
  for (const final of REPEATING) parser.registerCsiHandler({ final }, ([times]) => Number(times) > MOST)
}
