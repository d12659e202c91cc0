/**
 * What steps and bytes mean: `content/explanations/*.yaml`, merged and checked.
 * The core names things by key and knows no prose.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'astro/zod'
import { sentence } from './prose.ts'
import { parseSource } from './source-link.ts'
import { ContentError, readYaml } from './yaml-file.ts'

const entry = z.strictObject({
  name: z.string().min(1),
  meaning: sentence,
  /** `RFC 8446 §4.1.2`, or a key of content/sources.yaml. */
  source: z.string().min(1),
})
const file = z.record(z.string().regex(/^[a-z0-9][\w.-]*$/, 'a key is lower-case words joined by dots'), entry)

export interface Explanation {
  readonly name: string
  /** One sentence or two. */
  readonly meaning: string
  readonly source: string
  /** Where the source can be read; left out where it is not on the web. */
  readonly href?: string
}

const hint =
  'An explanation is { name, meaning, source } under its key; its source is `RFC n §s` or a key of content/sources.yaml.'

let kept: Readonly<Record<string, Explanation>> | undefined

/** All explanations by key. @throws {ContentError} where a file is malformed, or two explain one key */
export function getExplanations(): Readonly<Record<string, Explanation>> {
  return (kept ??= readExplanations(resolve('content/explanations')))
}

/** Reads a folder of explanations. @throws {ContentError} */
export function readExplanations(folder: string): Record<string, Explanation> {
  const out: Record<string, Explanation> = {}
  const from: Record<string, string> = {}
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.yaml')) continue
    for (const [key, value] of Object.entries(readYaml(join(folder, name), file, hint))) {
      if (from[key]) {
        throw new ContentError(
          `content/explanations/${name}: "${key}" is explained in ${from[key]} already.\nKeep one of them.`,
        )
      }
      from[key] = name
      const { href } = parseSource(value.source)
      out[key] = { ...value, ...(href === null ? {} : { href }) }
    }
  }
  return out
}
