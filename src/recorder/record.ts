/** `npm run record`: makes the recordings in public/sessions/. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { StoppedError } from './cleanup.ts'
import { runCommandLine } from './command-line.ts'
import { compareSessions } from './compare.ts'
import { keepSession, readSession, recordScenario, sessionFolder } from './recording.ts'
import { loadScenario, ScenarioError, scenarioIds } from './scenario.ts'
import { rootsOf } from './lab-machines.ts'
import type { SessionFiles } from './session-files.ts'
import { requireLab, setUp } from './setup.ts'

const usage = `npm run record -- SCENARIO...          record these scenarios (content/scenarios/)
npm run record -- --all                every scenario
npm run record -- --missing            those that have no recording yet
npm run record -- --check [SCENARIO]   record again elsewhere, and compare with what is kept
npm run record -- --list               the scenarios there are
npm run record -- --setup              install what the recorder needs (Debian, root)`

const root = join(import.meta.dirname, '../..')

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean' },
      missing: { type: 'boolean' },
      check: { type: 'boolean' },
      list: { type: 'boolean' },
      setup: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(usage)
  if (values.list) return console.log(scenarioIds(root).join('\n'))
  if (values.setup) return setUp()

  const all = values.all || (values.check && positionals.length === 0)
  const ids = all
    ? scenarioIds(root)
    : values.missing
      ? scenarioIds(root).filter((id) => !existsSync(join(root, sessionFolder, id)))
      : positionals
  if (ids.length === 0) {
    if (values.missing) return console.log('Every scenario has a recording.')
    throw new ScenarioError(`Which scenario?\n\n${usage}`)
  }
  // All are read before the first is recorded: a slip in the last one shows at once.
  const scenarios = ids.map((id) => loadScenario(root, id))
  requireLab(scenarios.flatMap(rootsOf))
  const failed: string[] = []
  for (const scenario of scenarios) {
    process.stdout.write(`${scenario.id} ... `)
    const files = await recordScenario(scenario).catch((error: unknown) => {
      // One that fails must not keep the others, but Ctrl-C means all of them.
      if (error instanceof StoppedError) throw error
      console.log(`failed: ${error instanceof Error ? error.message : String(error)}`)
      failed.push(scenario.id)
      return null
    })
    if (!files) continue
    if (values.check) {
      if (!(await check(scenario.id, files))) failed.push(scenario.id)
      continue
    }
    keepSession(root, scenario.id, files)
    console.log(`recorded (${Math.round(files['wire.pcapng'].length / 1024)} kB on the wire)`)
  }
  if (failed.length > 0) throw new ScenarioError(`Not all went well: ${failed.join(', ')}.`)
}

/** Compares with what is kept, and says so; false where they differ. */
async function check(id: string, made: SessionFiles): Promise<boolean> {
  const kept = readSession(root, id)
  if (!kept) {
    console.log(`no recording is kept. To make it: npm run record -- ${id}`)
    return false
  }
  const { differences, notes } = await compareSessions(kept, made)
  console.log(differences.length === 0 ? 'agrees with what is kept' : 'differs from what is kept:')
  for (const line of differences) console.log(`  ${line}`)
  for (const line of notes) console.log(`  (${line})`)
  return differences.length === 0
}

await runCommandLine(main, usage)
