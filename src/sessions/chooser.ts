/** Loads `content/chooser.yaml`: which port for which task, and what to copy. */
import { z } from 'astro/zod'
import { getFact, getPort } from './facts.ts'
import { readYaml } from './yaml-file.ts'

const way = z.strictObject({
  port: z.int(),
  advice: z.string(),
  facts: z.array(z.string()).min(1),
  /** What to enter in a mail client's settings. */
  client: z.string(),
  /** What to write in a program. */
  program: z.string(),
  /** What the server has to have for it. */
  server: z.string(),
})

const chooser = z.strictObject({
  tasks: z.array(z.strictObject({ id: z.string(), title: z.string(), implicit: way, starttls: way })).min(1),
})

export type Task = z.output<typeof chooser>['tasks'][number]

/** @throws where the file has another shape, or names a port or a fact that does not exist */
export function getTasks(): Task[] {
  const { tasks } = readYaml('content/chooser.yaml', chooser, 'The head of content/chooser.yaml says what a task has.')
  for (const task of tasks) {
    for (const { port, facts } of [task.implicit, task.starttls]) {
      getPort(port)
      facts.forEach(getFact)
    }
  }
  return tasks
}
