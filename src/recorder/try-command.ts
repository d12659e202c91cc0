/** Types what a page shows at a terminal of the lab, and notes what was printed, by which versions. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCast } from '../core/cast/cast.ts'
import { transcript } from '../core/cast/transcript.ts'
import {
  programFolder,
  trialFile,
  withFolder,
  type Run,
  type Tried,
  type TriedCommand,
} from '../sessions/trial-file.ts'
import { writeCast } from './cast.ts'
import type { Cleanup } from './cleanup.ts'
import type { Lab } from './lab-machines.ts'
import { showsPassword } from './leak.ts'
import { run } from './run.ts'
import type { ScriptItem } from './scenario.ts'
import { listSoftware } from './software.ts'
import { recordTerminal } from './terminal.ts'
import type { Trial } from './trial.ts'
import { inLab, requestOf, today } from './trial-lab.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Tries a command, and where it says so once more with STARTTLS taken away.
 *
 * @param before what came of it the last time: given back where nothing differs but the day
 * @throws Error where not all is seen that has to be, or the password is readable where it must not be
 */
export async function tryCommand(
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
  const items: ScriptItem[] = [
    // The prompt after a command is the next one only when the command's echo has gone by.
    ...['stty cols 240', ...lines].flatMap((line) => [{ run: line }, { expect: endOf([line].flat().at(-1) ?? '') }]),
    ...script,
  ]
  const terminal = await recordTerminal(
    {
      id: trial.id,
      file: trialFile,
      driver: 'program',
      link: { oneWayMs: 20, filtered: [] },
      client: { env: {}, openssl: {}, debian: 12 },
      script: items,
    },
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
    printed: withFolder(printed.join('\n')),
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
