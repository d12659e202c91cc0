/**
 * Keeps the sign of a source (`<Cite …/>`) with the words it belongs to, so that no line begins with one; a row of
 * nothing but signs, as under a table, says what they are.
 */
import type { Plugin } from 'vite'

const BEFORE = /(?<=[^\s|])\s<Cite /g
const ROW = /^<Cite [^>]*\/>(?:\s*<Cite [^>]*\/>)*$/gm

export const keepCites = (): Plugin => ({
  name: 'keep-cites',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('.mdx') ? joined(code) : null),
})

/** @param source  MDX */
export const joined = (source: string): string =>
  source
    .replace(BEFORE, '\u00A0<Cite ')
    .replace(ROW, (row) => `<p class="sources">${row.replaceAll(/\s+(?=<Cite)/g, ' ')}</p>`)
