import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'astro/zod'

/** A content file that cannot be used. The message names file and line, place, problem and what to do. */
export class ContentError extends Error {
  override name = 'ContentError'
}

/**
 * Reads one YAML file and holds it against a schema.
 *
 * @param path    of the file
 * @param schema  what the whole file must be
 * @param hint    what an author should do next, as one sentence
 * @throws {ContentError} where the file is missing, is not YAML or does not fit the schema; all problems are listed
 */
export function readYaml<S extends z.ZodType>(path: string, schema: S, hint: string): z.output<S> {
  const shown = relative(process.cwd(), path) || path
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new ContentError(`${shown}: the file cannot be read.\n${hint}`)
  }
  const checked = checkYaml(shown, text, schema)
  if ('value' in checked) return checked.value
  throw new ContentError(`${checked.problems.join('\n')}\n${hint}`)
}

/**
 * Holds the text of a YAML file against a schema.
 *
 * @param shown  the file's name, for the problems
 * @returns what it says; where it is not YAML or does not fit, each problem with file, line and place
 */
export function checkYaml<S extends z.ZodType>(
  shown: string,
  text: string,
  schema: S,
): { readonly value: z.output<S> } | { readonly problems: readonly string[] } {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines })
  const syntax = doc.errors[0]
  if (syntax) return { problems: [`${shown}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message}`] }
  const value: unknown = doc.toJS()
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  return {
    problems: parsed.error.issues.map((issue) => {
      const line = lineOf(doc, lines, issue.path)
      return `${shown}:${line}: ${placeOf(value, issue.path)}: ${issue.message}`
    }),
  }
}

/** The line of the deepest part of the path that is written in the file; 1 where nothing of it is. */
function lineOf(doc: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = doc.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** Says where in a file a problem is, by id rather than by position where the entry has one: `F1.2, sources[0].section`. */
function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  const ids: string[] = []
  let rest = ''
  let here = value
  for (const key of path) {
    here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined
    const id = typeof key === 'number' ? nameOf(here) : undefined
    if (id !== undefined) {
      ids.push(id)
      rest = ''
    } else if (typeof key === 'number') rest += `[${key}]`
    else rest += rest === '' ? String(key) : `.${String(key)}`
  }
  return [...ids, rest].filter(Boolean).join(', ') || 'the file'
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const id: unknown = Reflect.get(entry, 'id') ?? Reflect.get(entry, 'port')
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}
