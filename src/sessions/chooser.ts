/** Loads `content/chooser.yaml`: which port for which task, and what to copy. */
import { z } from 'astro/zod'
import { getFact, getPort } from './facts.ts'
import { prose } from './prose.ts'
import { getTriedCommand, getTriedConfiguration } from './tried.ts'
import { readYaml } from './yaml-file.ts'

/** Words of our own, or what was tried in the lab: ids of content/tried.yaml. */
const shown = z.union([z.string(), z.array(z.string()).min(1)])

const way = z.strictObject({
  port: z.int(),
  advice: prose,
  facts: z.array(z.string()).min(1),
  /** What to enter in a mail client's settings. */
  client: z.string(),
  /** What to write in a program. */
  program: shown,
  /** What the server has to have for it. */
  server: shown,
})

const chooser = z.strictObject({
  tasks: z.array(z.strictObject({ id: z.string(), title: prose, implicit: way, starttls: way })).min(1),
})

type Written = z.output<typeof way>
type Way = Omit<Written, 'program' | 'server'> & {
  readonly program: string
  readonly server: string
  /** With what the programs were tried, as a sentence; empty where there are none. */
  readonly tried: string
}
export interface Task {
  readonly id: string
  readonly title: string
  readonly implicit: Way
  readonly starttls: Way
}

/** @throws where the file has another shape, or names a port or a fact that does not exist */
export function getTasks(): Task[] {
  const { tasks } = readYaml('content/chooser.yaml', chooser, 'The head of content/chooser.yaml says what a task has.')
  for (const task of tasks) {
    for (const { port, facts } of [task.implicit, task.starttls]) {
      getPort(port)
      facts.forEach(getFact)
    }
  }
  return tasks.map((task) => ({ ...task, implicit: resolve(task.implicit), starttls: resolve(task.starttls) }))
}

function resolve(way: Written): Way {
  const { program, server } = way
  return {
    ...way,
    program: typeof program === 'string' ? program : program.map(programText).join('\n'),
    server:
      typeof server === 'string' ? server : server.map((id) => getTriedConfiguration(id).shown.show ?? '').join('\n'),
    tried: typeof program === 'string' ? '' : triedWith(program),
  }
}

function programText(id: string): string {
  const { title, show } = getTriedCommand(id).shown
  const lines = show.trimEnd().split('\n')
  return `${title ?? id}\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

function triedWith(ids: readonly string[]): string {
  const servers = new Set(['Postfix', 'Dovecot', 'OpenSSL', 'Node', 'PHP'])
  const software = ids.flatMap((id) => getTriedCommand(id).tried.software).filter(({ name }) => !servers.has(name))
  const names = [...new Set(software.map(({ name, version }) => `${name} ${version}`))]
  return `Tried in the lab with ${names.join(', ')}: each does its work, and none gives the password away when somebody on the path takes STARTTLS away.`
}
