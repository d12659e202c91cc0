/** Loads a configuration that a page shows into the lab's servers, and asks every port what it does. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  recordedConfiguration,
  trialFile,
  withFolder,
  type Probe,
  type TriedConfiguration,
} from '../sessions/trial-file.ts'
import { readLogs, type Lab, type LabRequest } from './lab-machines.ts'
import { parties } from './network.ts'
import { run } from './run.ts'
import { loadScenario } from './scenario.ts'
import { listSoftware } from './software.ts'
import type { ConfigurationTrial } from './trial.ts'
import { inLab, requestOf, today } from './trial-lab.ts'

const root = join(import.meta.dirname, '../..')

/** @throws Error where the servers do not load it, or a port does not do what a mail port does */
export async function tryConfiguration(trial: ConfigurationTrial): Promise<TriedConfiguration> {
  const request =
    trial.session === undefined ? requestOf({}) : { ...loadScenario(root, trial.session), attack: undefined }
  return inLab(request as LabRequest, async (lab) => {
    if (trial.session === undefined) await loadLines(trial, lab)
    else await loadRecorded(trial.session, lab)
    const probes = await probe(lab, trial.ports).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${readLogs(lab)}`)
    })
    const software = (await listSoftware(lab, [], null))
      .filter(({ role }) => role !== 'TCP of both ends')
      .map(({ name, version }) => ({ name, version }))
    return { kind: 'configuration', id: trial.id, hash: trial.hash, on: today(), software, probes }
  })
}

/** Makes the lab's servers load what a recording's servers had loaded, where that is another text than the lab's. */
async function loadRecorded(session: string, lab: Lab): Promise<void> {
  const now = new Map(
    lab.servers.flatMap(({ started }) => started.configuration.map(({ file, text }) => [file, withFolder(text)])),
  )
  const other = recordedConfiguration(root, session).filter(({ file, text }) => now.get(file) !== withFolder(text))
  if (other.length === 0) return
  for (const { file, text } of other) {
    const place = placeOf(file, lab)
    if (place === null) {
      throw new Error(
        `${file}: the lab's is no longer that of the recording.\nTo record anew: npm run record -- ${session}`,
      )
    }
    writeFileSync(place, withFolder(text, lab.slot.folder))
  }
  await reload(lab)
}

function placeOf(file: string, lab: Lab): string | null {
  const places = [`postfix/etc/${file}`, `dovecot/${file}`].map((name) => join(lab.slot.folder, name))
  return places.find((place) => existsSync(place)) ?? null
}

/** Puts the shown lines into a file of the lab's server, in the place of what they replace. */
async function loadLines(trial: ConfigurationTrial, lab: Lab): Promise<void> {
  const place = placeOf(trial.into ?? '', lab)
  if (place === null || trial.show === undefined)
    throw new Error(`${trialFile}: ${trial.id}: show and into go together.`)
  // An entry is a line, and the lines behind it that begin with a space.
  const kept = readFileSync(place, 'utf8')
    .split(/\n(?![ \t])/)
    .filter((entry) => !trial.replaces.includes(/^[^\s=]*/.exec(entry)?.[0] ?? '-'))
  writeFileSync(place, `${kept.join('\n').trimEnd()}\n${trial.show}`)
  await reload(lab)
}

async function reload(lab: Lab): Promise<void> {
  const server = ['netns', 'exec', lab.slot.namespaces.server]
  await run('ip', [...server, 'postfix', '-c', join(lab.slot.folder, 'postfix/etc'), 'check'])
  await run('ip', [...server, 'postfix', '-c', join(lab.slot.folder, 'postfix/etc'), 'reload'])
  await run('ip', [...server, 'doveadm', '-c', join(lab.slot.folder, 'dovecot/dovecot.conf'), 'reload'])
  // Both take a moment to put their new processes in the place of the old ones.
  await new Promise((resolve) => setTimeout(resolve, 2000))
}

async function probe(lab: Lab, ports: readonly number[]): Promise<Probe[]> {
  const program = join(import.meta.dirname, 'probe.ts')
  const asked = JSON.stringify({ host: parties.server.name, ports })
  const { stdout } = await run(
    'ip',
    [
      'netns',
      'exec',
      lab.slot.namespaces.client,
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      program,
      asked,
    ],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' }, limitMs: 120_000 },
  )
  return JSON.parse(stdout) as Probe[]
}
