/** Records one scenario into a folder. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withCleanup } from './cleanup.ts'
import { readLogs, startLab, warmUp, type Lab } from './lab-machines.ts'
import type { Scenario } from './scenario.ts'
import { makeSessionFiles, type SessionFiles } from './session-files.ts'
import { recordTerminal } from './terminal.ts'

/** Where recordings are kept, relative to the repository's root. */
export const sessionFolder = 'public/sessions'

/** From here on the wire's own lateness shows in a ladder: such a recording is better made again. */
const busyMs = 5

/** Runs the scenario in a lab of its own, and takes the lab down. */
export function recordScenario(scenario: Scenario): Promise<SessionFiles> {
  return withCleanup(async (cleanup, stopped) => {
    let lab: Lab | null = null
    try {
      lab = await startLab(scenario, cleanup)
      await warmUp(lab, scenario)
      const terminal = await recordTerminal(scenario, lab, cleanup, stopped)
      const { lateMs } = lab.wire
      if (lateMs > busyMs) console.warn(`the machine was busy, a packet went on ${lateMs.toFixed(0)} ms late ...`)
      return await makeSessionFiles(scenario, lab, terminal)
    } catch (error) {
      if (lab && !stopped.aborted) console.error(`${readLogs(lab)}\n--- the wire: ${lab.wire.packets.length} packets`)
      throw error
    }
  })
}

/** Puts a finished recording in its place: whole or not at all. */
export function keepSession(root: string, id: string, files: SessionFiles): void {
  const place = join(root, sessionFolder, id)
  const made = join(root, '.cache', 'recorder', `${id}.${process.pid}`)
  const old = `${made}.old`
  mkdirSync(made, { recursive: true })
  mkdirSync(join(root, sessionFolder), { recursive: true })
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(made, name), bytes as Buffer)
    try {
      renameSync(place, old)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    renameSync(made, place)
  } finally {
    rmSync(made, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

/** The recording that is kept; null where there is none. */
export function readSession(root: string, id: string): SessionFiles | null {
  const place = join(root, sessionFolder, id)
  if (!existsSync(place)) return null
  const read = (name: keyof SessionFiles) => readFileSync(join(place, name))
  return {
    'wire.pcapng': read('wire.pcapng'),
    'terminal.cast': read('terminal.cast'),
    'session.json': read('session.json'),
  }
}
