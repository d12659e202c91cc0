/** How code is set in text: what may be broken over two lines, and what is scrolled instead. */

import { escapeMarkup } from '../../core/markup.ts'

/** Escaped text in which no line ends inside an option or a name with a hyphen, unless that is wider than a phone. */
export function whole(html: string): string {
  return html.replace(/(?<=^|\s)(?=[^\s<>&]*-)[^\s<>&]{2,24}(?=$|\s)/g, '<span class="whole">$&</span>')
}

/** Whether text is more than one command, however long: it keeps its lines as they are. */
export function keepsLines(code: string): boolean {
  return code.replace(/\\\n/g, ' ').includes('\n')
}

/** The inside of a `<pre>` that may wrap. */
export function wrapping(code: string): string {
  return whole(escapeMarkup(code))
}
