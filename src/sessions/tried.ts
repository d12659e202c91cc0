/**
 * What pages show and the lab has proven: `content/tried.yaml` (what is shown) and `content/tried.json` (what came of
 * it, written by `npm run try`). Something shown that was not tried as it stands stops the build.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'astro/zod'
import { loadedText, textOfTrial, type Tried, type TriedCommand, type TriedConfiguration } from '../core/tried.ts'
import { pick } from './facts.ts'
import { ContentError, readYaml } from './yaml-file.ts'

const commandSchema = z.looseObject({
  id: z.string(),
  title: z.string().optional(),
  show: z.string(),
  inside: z.string().optional(),
  run: z.string().optional(),
})
const configurationSchema = z.looseObject({
  id: z.string(),
  session: z.string().optional(),
  show: z.string().optional(),
  into: z.string().optional(),
})
const schema = z.strictObject({ commands: z.array(commandSchema), configurations: z.array(configurationSchema) })

type ShownCommand = z.output<typeof commandSchema>
type ShownConfiguration = z.output<typeof configurationSchema>

let kept: { shown: z.output<typeof schema>; results: Map<string, Tried> } | undefined
function read() {
  kept ??= {
    shown: readYaml('content/tried.yaml', schema, 'The head of content/tried.yaml says what each key means.'),
    results: new Map(
      (JSON.parse(readFileSync('content/tried.json', 'utf8')) as Tried[]).map((tried) => [tried.id, tried]),
    ),
  }
  return kept
}

/** @throws {ContentError} where there is no such command, or it was not tried as it stands */
export function getTriedCommand(id: string): { shown: ShownCommand; tried: TriedCommand } {
  const shown = pick('tried.yaml', 'command', id, (command) => command.id, read().shown.commands)
  const tried = resultOf(shown, shown.inside === undefined ? [] : [programOf(shown.inside)])
  if (tried.kind !== 'command') throw new ContentError(`content/tried.json: ${id} is no command.`)
  return { shown, tried }
}

/** @throws {ContentError} where there is no such configuration, or it was not tried as it stands */
export function getTriedConfiguration(id: string): { shown: ShownConfiguration; tried: TriedConfiguration } {
  const shown = pick('tried.yaml', 'configuration', id, (one) => one.id, read().shown.configurations)
  const tried = resultOf(shown, shown.session === undefined ? [] : [recorded(shown.session)])
  if (tried.kind !== 'configuration') throw new ContentError(`content/tried.json: ${id} is no configuration.`)
  return { shown, tried }
}

/** Everything in the file, checked: what a test asks for. */
export function allTried(): Tried[] {
  const { commands, configurations } = read().shown
  return [
    ...commands.map(({ id }) => getTriedCommand(id).tried),
    ...configurations.map(({ id }) => getTriedConfiguration(id).tried),
  ]
}

/** The program that a snippet stands in, whole. */
export function wholeProgram(shown: ShownCommand): string | null {
  return shown.inside === undefined ? null : programOf(shown.inside).replace('SHOWN', () => shown.show.trimEnd())
}

function programOf(name: string): string {
  return readFileSync(join('content/programs', name), 'utf8')
}

function recorded(session: string): string {
  const record = JSON.parse(readFileSync(join('public/sessions', session, 'session.json'), 'utf8')) as {
    configuration: { file: string; text: string }[]
  }
  return loadedText(record.configuration)
}

function resultOf(shown: { readonly id: string }, files: readonly string[]): Tried {
  const hash = createHash('sha256').update(textOfTrial(shown, files)).digest('hex')
  const tried = read().results.get(shown.id)
  if (tried?.hash === hash) return tried
  const what = tried === undefined ? 'was never tried' : 'was changed since it was tried'
  throw new ContentError(`content/tried.yaml: "${shown.id}" ${what}.\nTo try it in the lab: npm run try -- ${shown.id}`)
}
