/** What changed for readers, read from content/changes.yaml. */
import { resolve } from 'node:path'
import { z } from 'astro/zod'
import { readYaml } from './yaml-file.ts'

const changesSchema = z.array(
  z.strictObject({
    date: z.iso.date(),
    text: z.string().regex(/[.!]$/, 'write one sentence that ends in a full stop'),
    /** Where on the site it can be seen. */
    link: z.string().regex(/^\/.*\/(#.+)?$/, 'a link is a path on this site, such as /lessons/'),
  }),
)

export type Change = z.output<typeof changesSchema>[number]

/** All changes, newest first. */
export function getChanges(): Change[] {
  const hint = 'A change is { date, text, link }.'
  return readYaml(resolve('content/changes.yaml'), changesSchema, hint).sort((a, b) => b.date.localeCompare(a.date))
}
