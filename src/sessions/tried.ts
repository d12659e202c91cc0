/**
 * What pages show and the lab has proven. Something shown that was not tried as it stands stops the build.
 */
import { pick } from './facts.ts'
import {
  readResults,
  readTrials,
  resultFile,
  trialFile,
  type ShownCommand,
  type ShownConfiguration,
  type Shown,
  type Tried,
  type TriedCommand,
  type TriedConfiguration,
} from './trial-file.ts'
import { ContentError } from './yaml-file.ts'

let kept: (ReturnType<typeof readTrials> & { readonly results: ReadonlyMap<string, Tried> }) | undefined
function read() {
  return (kept ??= { ...readTrials('.'), results: new Map(readResults('.').map((tried) => [tried.id, tried])) })
}

/** @throws {ContentError} where there is no such command, or it was not tried as it stands */
export function getTriedCommand(id: string): Omit<ShownCommand, 'hash'> & { readonly tried: TriedCommand } {
  const { shown, program, hash } = pick('tried.yaml', 'command', id, (one) => one.shown.id, read().commands)
  const tried = resultOf({ shown, hash })
  if (tried.kind !== 'command') throw new ContentError(`${resultFile}: ${id} is no command.`)
  return { shown, program, tried }
}

/** @throws {ContentError} where there is no such configuration, or it was not tried as it stands */
export function getTriedConfiguration(
  id: string,
): Omit<ShownConfiguration, 'hash'> & { readonly tried: TriedConfiguration } {
  const trial = pick('tried.yaml', 'configuration', id, ({ shown }) => shown.id, read().configurations)
  const tried = resultOf(trial)
  if (tried.kind !== 'configuration') throw new ContentError(`${resultFile}: ${id} is no configuration.`)
  return { shown: trial.shown, tried }
}

/** Everything in the file, checked: what a test asks for. */
export function allTried(): Tried[] {
  const { commands, configurations } = read()
  return [
    ...commands.map(({ shown }) => getTriedCommand(shown.id).tried),
    ...configurations.map(({ shown }) => getTriedConfiguration(shown.id).tried),
  ]
}

function resultOf({ shown: { id }, hash }: Shown<{ readonly id: string }>): Tried {
  const tried = read().results.get(id)
  if (tried?.hash === hash) return tried
  const what = tried === undefined ? 'was never tried' : 'was changed since it was tried'
  throw new ContentError(`${trialFile}: "${id}" ${what}.\nTo try it in the lab: npm run try -- ${id}`)
}
