/**
 * `npm run try`: does in the lab what the pages show, and keeps what came of it in `content/tried.json`. A test holds
 * that file against the pages, so that nothing is shown that was not tried as it stands.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readCast } from '../core/cast/cast.ts'
import { transcript } from '../core/cast/transcript.ts'
import type { Probe, Run, Tried, TriedCommand, TriedConfiguration } from '../core/tried.ts'
import { isAccounts, withoutSlot } from '../core/tried.ts'
import { writeCast } from './cast.ts'
import { withCleanup, StoppedError, type Cleanup } from './cleanup.ts'
import { readLogs, rootsOf, startLab, type Lab, type LabRequest } from './lab-machines.ts'
import { showsPassword } from './leak.ts'
import { parties } from './network.ts'
import { run } from './run.ts'
import { loadScenario, ScenarioError, type Scenario, type ScriptItem } from './scenario.ts'
import { requireLab, SetupError } from './setup.ts'
import { listSoftware } from './software.ts'
import { recordTerminal } from './terminal.ts'
import { loadTrials, programFolder, resultFile, trialFile, type ConfigurationTrial, type Trial } from './trial.ts'

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
  if (unknown !== undefined) throw new ScenarioError(`${trialFile}: nothing there has the id "${unknown}".\n\n${usage}`)
  const results = new Map(readResults().map((tried) => [tried.id, tried]))
  const wanted = ({ id, hash }: { id: string; hash: string }) =>
    positionals.length > 0 ? positionals.includes(id) : values.all === true || results.get(id)?.hash !== hash
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

  for (const group of groupByLab(commands.filter(wanted))) {
    await inLab(requestOf(group.lab), async (lab, cleanup, stopped) => {
      for (const trial of group.trials) {
        await tryCommand(trial, lab, cleanup, stopped, results.get(trial.id)).then(keep, fail(trial.id))
      }
    }).catch(fail(group.trials.map(({ id }) => id).join(', ')))
  }
  for (const trial of configurations.filter(wanted)) {
    await tryConfiguration(trial).then(keep, fail(trial.id))
  }
  if (failed.length > 0) throw new ScenarioError(`Not as the pages say: ${failed.join(', ')}.`)
}

function readResults(): Tried[] {
  const file = join(root, resultFile)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tried[]) : []
}

async function inLab<T>(request: LabRequest, work: (lab: Lab, cleanup: Cleanup, stopped: AbortSignal) => Promise<T>) {
  return withCleanup(async (cleanup, stopped) => work(await startLab(request, cleanup), cleanup, stopped))
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

/** A lab that differs from that of `npm run lab` in what is named. */
function requestOf({ attack, certificate, openssl, clientOpenssl, postfix, dovecot }: Partial<Trial['lab']>) {
  return {
    link: { oneWayMs: 20, filtered: [] },
    server: {
      software: 'postfix-dovecot',
      certificate: certificate ?? 'ecdsa',
      openssl: openssl ?? {},
      postfix: postfix ?? {},
      dovecot: dovecot ?? '',
      keyLog: false,
    },
    client: { env: {}, openssl: clientOpenssl ?? {}, debian: 12 },
    ...(attack === undefined ? {} : { attack }),
  } as LabRequest
}

async function tryCommand(
  trial: Trial,
  lab: Lab,
  cleanup: Cleanup,
  stopped: AbortSignal,
  before: Tried | undefined,
): Promise<TriedCommand> {
  const went = await runCommand(trial, trial.script, lab, cleanup, stopped)
  check(trial.id, went, trial.sees, trial.leaks)
  let stripped: Run | null = null
  if (trial.stripped) {
    const { sees, leaks, script } = trial.stripped
    stripped = await inLab(requestOf({ ...trial.lab, attack: 'block-starttls' }), (other, ...rest) =>
      runCommand(trial, script ?? trial.script, other, ...rest),
    )
    check(`${trial.id}, with STARTTLS taken away`, stripped, sees, leaks)
  }
  const software = await versionsOf(trial, lab)
  const tried = { kind: 'command' as const, id: trial.id, hash: trial.hash, on: today(), software, run: went, stripped }
  return before?.kind === 'command' && same(before, tried) ? before : tried
}

/** The same but for the day and what differs from run to run. */
const same = (one: TriedCommand, other: TriedCommand) =>
  JSON.stringify({ ...one, on: '' }) === JSON.stringify({ ...other, on: '' })

function check(what: string, went: Run, sees: readonly string[], leaks: boolean): void {
  const missing = sees.filter((pattern) => !new RegExp(pattern, 'm').test(went.printed))
  if (missing.length > 0)
    throw new Error(`${what}: /${missing.join('/, /')}/ is not in what was printed:\n${went.printed}`)
  if (went.passwordInClear !== leaks) {
    throw new Error(
      `${what}: the password was ${went.passwordInClear ? '' : 'not '}readable on the wire:\n${went.printed}`,
    )
  }
}

/** Types the command, and what follows it, at a terminal on the lab's client. */
async function runCommand(
  trial: Trial,
  script: readonly ScriptItem[],
  lab: Lab,
  cleanup: Cleanup,
  stopped: AbortSignal,
): Promise<Run> {
  furnish(trial, lab)
  const from = lab.wire.packets.length
  // A wide screen, so that no long command is broken; what was shown before that is cut away.
  const typed = (trial.run ?? trial.show).trimEnd().split('\n')
  const first = typed.length === 1 || trial.run === undefined ? typed : [typed.join('\n')]
  const lines = continued(first)
  const items = [
    // The prompt after a command is the next one only when the command's echo has gone by.
    ...['stty cols 240', ...lines].flatMap((line) => [{ run: line }, { expect: endOf([line].flat().at(-1) ?? '') }]),
    ...script,
  ] as ScriptItem[]
  const terminal = await recordTerminal(
    {
      id: trial.id,
      file: trialFile,
      driver: 'program',
      link: { oneWayMs: 20, filtered: [] },
      client: { env: {}, openssl: {} },
      script: items,
    } as unknown as Scenario,
    lab,
    cleanup,
    stopped,
  )
  const cast = readCast(writeCast(trial.id, terminal.zeroUs, terminal.events)).value
  const shown = transcript(cast).map(({ text }) => text)
  // A command that was typed early is echoed twice, first without a prompt.
  const printed = shown.slice(shown.findIndex((line) => line.startsWith('$ ') && !line.includes('stty cols')))
  while (['$', ''].includes(printed.at(-1)?.trim() ?? '-')) printed.pop()
  return {
    printed: withoutSlot(printed.join('\n')),
    passwordInClear: showsPassword(lab.wire.packets.slice(from)),
  }
}

/** A pattern for the end of a line that was typed. */
const endOf = (line: string) => line.slice(-24).replace(/[^\w ]/g, '\\$&')

/** Lines that end in a backslash go on in the next one: the shell asks for the rest by itself. */
function continued(lines: readonly string[]): (string | string[])[] {
  const commands: string[][] = []
  let open = false
  for (const line of lines) {
    if (open) commands.at(-1)?.push(line)
    else commands.push([line])
    open = line.endsWith('\\')
  }
  return commands.map((command) => (command.length === 1 ? (command[0] ?? '') : command))
}

/** Puts into the client's home what the trial needs: the program around a snippet, recordings, Nodemailer. */
function furnish(trial: Trial, lab: Lab): void {
  if (trial.inside !== undefined && trial.program !== null) writeFileSync(join(lab.home, trial.inside), trial.program)
  for (const file of trial.with) {
    const from = file.startsWith('public/') ? join(root, file) : join(root, programFolder, file)
    copyFileSync(from, join(lab.home, file.split('/').at(-1) ?? file))
  }
  const modules = join(lab.home, 'node_modules')
  if (!existsSync(modules)) {
    mkdirSync(modules)
    symlinkSync(join(root, 'node_modules/nodemailer'), join(modules, 'nodemailer'))
  }
}

/** Programs that print their version in a way of their own, by a word of the command. */
const others: Readonly<Record<string, { name: string; ask: readonly string[]; version: RegExp }>> = {
  python3: { name: 'Python', ask: ['/usr/bin/python3', '--version'], version: /Python (\S+)/ },
  php: { name: 'PHP', ask: ['php', '--version'], version: /PHP (\d\S+)/ },
  go: { name: 'Go', ask: ['go', 'version'], version: /go(\d\S+)/ },
  node: { name: 'Node', ask: ['/usr/bin/node', '--version'], version: /v(\S+)/ },
  tcpdump: { name: 'tcpdump', ask: ['tcpdump', '--version'], version: /tcpdump version (\S+)/ },
  tshark: { name: 'TShark', ask: ['tshark', '--version'], version: /TShark \(Wireshark\) (\S+?)[ .]*\(/ },
  socat: { name: 'socat', ask: ['socat', '-V'], version: /socat version (\S+)/ },
}

async function versionsOf(trial: Trial, lab: Lab): Promise<TriedCommand['software']> {
  const command = trial.run ?? trial.show
  const software = (await listSoftware(lab, [command], null)).map(({ name, version }) => ({ name, version }))
  const words = new Set(command.split(/[\s|]+/))
  for (const [word, { name, ask, version }] of Object.entries(others)) {
    if (!words.has(word)) continue
    const { stdout } = await run(ask[0] ?? word, ask.slice(1))
    software.push({ name, version: version.exec(stdout)?.[1] ?? 'unknown' })
  }
  if (words.has('node'))
    software.push({ name: 'Nodemailer', version: versionOf('node_modules/nodemailer/package.json') })
  if (words.has('php')) {
    const text = readFileSync('/usr/share/php/libphp-phpmailer/src/PHPMailer.php', 'utf8')
    software.push({ name: 'PHPMailer', version: /VERSION = '([^']+)'/.exec(text)?.[1] ?? 'unknown' })
  }
  return software.filter(({ name }) => name !== 'Linux')
}

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string }).version
}

async function tryConfiguration(trial: ConfigurationTrial): Promise<TriedConfiguration> {
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
  const record = JSON.parse(readFileSync(join(root, 'public/sessions', session, 'session.json'), 'utf8')) as {
    configuration: { file: string; text: string }[]
  }
  const now = new Map(
    lab.servers.flatMap(({ started }) => started.configuration.map(({ file, text }) => [file, withoutSlot(text)])),
  )
  const other = record.configuration.filter(
    ({ file, text }) => !isAccounts(file) && now.get(file) !== withoutSlot(text),
  )
  if (other.length === 0) return
  for (const { file, text } of other) {
    const place = placeOf(file, lab)
    if (place === null) {
      throw new Error(
        `${file}: the lab's is no longer that of the recording.\nTo record anew: npm run record -- ${session}`,
      )
    }
    writeFileSync(place, text.replace(/\/run\/mailwire\/lab-\d+/g, lab.slot.folder))
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

const today = () => new Date().toISOString().slice(0, 10)

try {
  await main()
} catch (error) {
  const known = error instanceof ScenarioError || error instanceof SetupError || error instanceof StoppedError
  console.error(known ? error.message : error)
  process.exitCode = 1
}
