/** The concepts of the course in the order they are taught: content/concepts.yaml. */
import { resolve } from 'node:path'
import { z } from 'astro/zod'
import { readYaml } from '../sessions/yaml-file.ts'

const conceptsSchema = z.array(z.strictObject({ id: z.string(), title: z.string(), lesson: z.string() }))

export type Concept = z.output<typeof conceptsSchema>[number]

export function concepts(): Concept[] {
  return readYaml(resolve('content/concepts.yaml'), conceptsSchema, 'A concept is { id, title, lesson }.')
}
