/** The two kinds of id that content goes by. */
import { z } from 'astro/zod'

export const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens')

/** Of content/facts.yaml. */
export const factId = z.string().regex(/^F\d+\.\d+$/, 'a fact id looks like F1.2')
