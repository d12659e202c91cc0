/**
 * Which rules of a style sheet a page needs for what it holds now. A rule goes when it names an element, a class or an
 * id that the page has nowhere; what it says of attributes, states and what is inside `:is()` is never held against it.
 */
import { parse, type ChildNode, type Container } from 'postcss'
import selectorParser from 'postcss-selector-parser'

/** The names of elements, `.class` and `#id` that stand in a page. */
export type Names = ReadonlySet<string>

interface Selector {
  readonly text: string
  readonly needs: readonly string[]
}

interface Part {
  /** Null for what has no selector of its own: an at-rule with a block. */
  readonly selectors: readonly Selector[] | null
  readonly head: string
  /** Rules inside, or the declarations as text. */
  readonly body: readonly Part[] | string
}

const tags = /<([a-z][\w-]*)/g
const classes = /\sclass="([^"]*)"/g
const ids = /\sid="([^"]*)"/g
const words = /[a-zA-Z][\w-]*/g

/**
 * @param html the page
 * @param scripts what may add to it before the whole sheet is there: each word may be the name of anything
 */
export function namesIn(html: string, scripts: string): Names {
  const names = new Set<string>(['html', 'body', '*'])
  for (const [, tag = ''] of html.matchAll(tags)) names.add(tag)
  for (const [, list = ''] of html.matchAll(classes))
    for (const name of list.split(/\s+/)) if (name) names.add(`.${name}`)
  for (const [, id = ''] of html.matchAll(ids)) names.add(`#${id}`)
  for (const [word] of scripts.matchAll(words)) names.add(word).add(`.${word}`).add(`#${word}`)
  return names
}

const needsOf = (selector: selectorParser.Selector): string[] =>
  selector.nodes.flatMap((node) => {
    if (node.type === 'class') return [`.${node.value}`]
    if (node.type === 'id') return [`#${node.value}`]
    if (node.type === 'tag') return [node.value.toLowerCase()]
    return []
  })

function partOf(node: ChildNode): Part[] {
  if (node.type === 'comment') return []
  if (node.type === 'rule') {
    const selectors = selectorParser()
      .astSync(node.selector)
      .nodes.map((selector) => ({ text: String(selector).trim(), needs: needsOf(selector) }))
    return [{ selectors, head: '', body: node.nodes.map(String).join(';') }]
  }
  // The steps of an animation look like rules and are none.
  if (node.type === 'atrule' && node.nodes && !/keyframes$|^font-face$|^property$|^page$/.test(node.name))
    return [{ selectors: null, head: `@${node.name} ${node.params}`, body: partsOf(node) }]
  return [
    { selectors: null, head: '', body: node.type === 'atrule' && !node.nodes ? `${String(node)};` : String(node) },
  ]
}

const partsOf = (container: Container): Part[] => (container.nodes ?? []).flatMap(partOf)

const rendered = (parts: readonly Part[], names: Names): string =>
  parts
    .map(({ selectors, head, body }) => {
      if (typeof body !== 'string') {
        const inside = rendered(body, names)
        return inside && `${head}{${inside}}`
      }
      if (!selectors) return body
      const used = selectors.filter(({ needs }) => needs.every((name) => names.has(name)))
      return used.length === 0 ? '' : `${used.map(({ text }) => text).join(',')}{${body}}`
    })
    .join('')

/** Reads a style sheet once, for many pages. @returns what it says, less the rules that have no place in a page */
export function usedStyle(sheet: string): (names: Names) => string {
  const parts = partsOf(parse(sheet))
  return (names) => rendered(parts, names)
}
