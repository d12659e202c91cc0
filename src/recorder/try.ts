/**
 * `npm run try`: does in the lab what the pages show, and keeps what came of it in `content/tried.json`. A test holds
 * that file against the pages, so that nothing is shown that was not tried as it stands.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { unknownName } from '../core/nearest.ts'
import { readResults, resultFile, trialFile, type Tried } from '../sessions/trial-file.ts'
import { StoppedError } from './cleanup.ts'
import { runCommandLine } from './command-line.ts'
import { rootsOf } from './lab-machines.ts'
import { ScenarioError } from './scenario.ts'
import { requireLab } from './setup.ts'
import { loadTrials, type Trial } from './trial.ts'
import { inLab, requestOf } from './trial-lab.ts'
import { tryCommand } from './try-command.ts'
import { tryConfiguration } from './try-configuration.ts'

const usage = `npm run try                  what was changed since it was last tried, or never was
npm run try -- --all         everything
npm run try -- ID...         these (the ids of ${trialFile})`

const root = join(import.meta.dirname, '../..')

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) return console.log(usage)
  const { commands, configurations } = loadTrials(root)
  const ids = [...commands, ...configurations].map(({ id }) => id)
  const unknown = positionals.find((id) => !ids.includes(id))
  if (unknown !== undefined) {
    const also = `The ids are in ${trialFile}.`
    throw new ScenarioError(unknownName(`${trialFile}: no trial`, unknown, ids, { also }))
  }
  const results = new Map(readResults(root).map((tried) => [tried.id, tried]))
  const wanted = ({ id, hash }: { id: string; hash: string }) =>
    positionals.length > 0 ? positionals.includes(id) : values.all === true || results.get(id)?.hash !== hash
  const due = { commands: commands.filter(wanted), configurations: configurations.filter(wanted) }
  if (due.commands.length + due.configurations.length === 0) {
    return console.log('Nothing was changed since it was last tried. To try everything again: npm run try -- --all')
  }
  requireLab(rootsOf(requestOf({})))

  const failed: string[] = []
  const keep = (tried: Tried) => {
    results.set(tried.id, tried)
    const lines = ids.flatMap((id) => results.get(id) ?? []).map((one) => JSON.stringify(one, null, 1))
    writeFileSync(join(root, resultFile), `[\n${lines.join(',\n')}\n]\n`)
    console.log(`${tried.id}: as it should be`)
  }
  const fail = (id: string) => (error: unknown) => {
    if (error instanceof StoppedError) throw error
    failed.push(id)
    console.log(`${id}: ${error instanceof Error ? error.message : String(error)}`)
  }

  for (const group of groupByLab(due.commands)) {
    await inLab(requestOf(group.lab), async (lab, cleanup, stopped) => {
      for (const trial of group.trials) {
        await tryCommand(trial, lab, cleanup, stopped, results.get(trial.id)).then(keep, fail(trial.id))
      }
    }).catch(fail(group.trials.map(({ id }) => id).join(', ')))
  }
  for (const trial of due.configurations) {
    await tryConfiguration(trial).then(keep, fail(trial.id))
  }
  if (failed.length > 0) throw new ScenarioError(`Not as the pages say: ${failed.join(', ')}.`)
}

/** Trials that ask for the same lab share one. */
function groupByLab(trials: readonly Trial[]) {
  const groups = new Map<string, { lab: Trial['lab']; trials: Trial[] }>()
  for (const trial of trials) {
    const key = JSON.stringify(trial.lab)
    const group = groups.get(key) ?? { lab: trial.lab, trials: [] }
    group.trials.push(trial)
    groups.set(key, group)
  }
  return groups.values()
}

await runCommandLine(main, usage)
