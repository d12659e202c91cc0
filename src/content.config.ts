import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'
import { prose, typeset } from './sessions/prose.ts'

/** A lesson: `content/lessons/NN-name.mdx`. */
const lessons = defineCollection({
  loader: glob({ base: './content/lessons', pattern: '**/*.mdx' }),
  schema: z.strictObject({
    /** The one main heading of the page. */
    title: z.string().min(3).transform(typeset),
    /** One sentence under the title and in lists. */
    summary: z.string().min(20).max(200).transform(typeset),
    /** Which track it belongs to. */
    track: z.enum(['ports', 'tls', 'doors', 'policy', 'practice']),
    /** Its place in the course, from 1. */
    order: z.number().int().min(1),
    /** Reading and doing, minutes. */
    minutes: z.number().int().min(3).max(20),
    /** What the reader can do afterwards: two to five, each starting with a verb. */
    goals: z.array(prose).min(1).max(6),
    /** Lessons to read first, by file name without `.mdx`. */
    needs: z.array(z.string()).default([]),
    /** What to read next, by file name without `.mdx`. */
    next: z.array(z.string()).default([]),
    /** Concepts it teaches: they tie it to its questions. */
    concepts: z.array(z.string()).min(1),
    /** Facts (ids in `content/facts.yaml`) that its prose rests on. */
    facts: z.array(z.string()).min(1),
  }),
})

export const collections = { lessons }
