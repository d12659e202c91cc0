/**
 * The client's terminal: a shell on a real pseudo-terminal in the client's
 * namespace, driven by the scenario's script. What it prints is noted with the
 * recorder's clock as it comes.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as sleep } from 'node:timers/promises'
import { screen, type CastEvent } from './cast.ts'
import { nowUs } from './clock.ts'
import type { Cleanup } from './cleanup.ts'
import type { Lab } from './lab-machines.ts'
import { parties } from './network.ts'
import { clientRoot, prepareRoot } from './roots.ts'
import type { Scenario, ScriptItem } from './scenario.ts'
import { makePace, type Pace } from './typing.ts'

export interface TerminalRecording {
  readonly zeroUs: number
  readonly events: readonly CastEvent[]
  /** What the shell was told, in order. */
  readonly commands: readonly string[]
}

/** What of a scenario the terminal needs. */
export type TerminalRequest = Pick<Scenario, 'id' | 'file' | 'driver' | 'link' | 'client' | 'script'>

/** The key log, in the client's home. */
export const keyLogName = 'keys.log'

const keys = { 'ctrl-c': '\x03', 'ctrl-d': '\x04', enter: '\r' } as const
const expectMs = 15_000

/**
 * Plays the scenario's script to its end, until the shell's prompt is back.
 *
 * @throws Error naming the item that did not come true, with the end of the screen
 */
export async function recordTerminal(
  scenario: TerminalRequest,
  lab: Lab,
  cleanup: Cleanup,
  stopped: AbortSignal,
): Promise<TerminalRecording> {
  const shell = startShell(scenario, lab, cleanup)
  const pace = scenario.driver === 'typed' ? makePace(scenario.id) : null
  await shell.untilPrompt('the first prompt')
  const zeroUs = shell.restart()
  const commands: string[] = []
  if (pace) await sleep(500)
  for (const [index, item] of scenario.script.entries()) {
    stopped.throwIfAborted()
    const place = `${scenario.file}: script[${index}]`
    if ('run' in item) {
      const command = [item.run].flat().join('\n')
      commands.push(command)
      await shell.untilPrompt(`${place}: the prompt, to run "${command}"`)
    }
    const next = scenario.script[index + 1]
    // A chapter that opens with a command starts at the prompt, not in the last program's output.
    if ('chapter' in item && next && 'run' in next) await shell.untilPrompt(`${place}: the prompt, for a new chapter`)
    await play(item, shell, pace, lab, place)
  }
  await shell.untilPrompt(`${scenario.file}: the prompt after the script's end`)
  // The connection's last packets travel while the learner looks at the prompt.
  await sleep(scenario.link.oneWayMs * 4 + 700)
  return { zeroUs, events: shell.events, commands }
}

async function play(item: ScriptItem, shell: Shell, pace: Pace | null, lab: Lab, place: string): Promise<void> {
  if ('chapter' in item) shell.events.push({ timeUs: nowUs(), kind: 'm', data: item.chapter })
  else if ('run' in item) for (const line of [item.run].flat()) await typeLine(line, shell, pace)
  else if ('type' in item) for (const line of [item.type].flat()) await typeLine(line, shell, pace)
  else if ('key' in item) {
    if (pace) await sleep(pace.think())
    shell.send(keys[item.key])
  } else if ('expect' in item) {
    await shell.until(wholeLine(item.expect), item.withinMs ?? expectMs, `${place}.expect: /${item.expect}/`)
  } else if ('waitMs' in item) await sleep(item.waitMs)
  else lab.deliver(item.deliver)
}

async function typeLine(line: string, shell: Shell, pace: Pace | null): Promise<void> {
  if (!pace) return shell.send(`${line}\r`)
  await sleep(pace.think())
  let previous = ''
  for (const character of line) {
    await sleep(pace.key(character, previous))
    shell.send(character)
    previous = character
  }
  await sleep(150 + pace.key('', previous))
  shell.send('\r')
}

/** A reply has come when its line is complete; a pattern that ends in `$` asks for less, such as a prompt. */
function wholeLine(pattern: string): RegExp {
  return new RegExp(pattern.endsWith('$') ? pattern : `(?:${pattern})[^\\n]*\\n`, 'm')
}

interface Shell {
  readonly events: CastEvent[]
  send(text: string): void
  /** Forgets what was shown so far, but keeps the prompt; returns the time of that. */
  restart(): number
  until(pattern: RegExp, withinMs: number, what: string): Promise<void>
  untilPrompt(what: string): Promise<void>
}

function startShell(scenario: Pick<Scenario, 'client'>, lab: Lab, cleanup: Cleanup): Shell {
  // No marks around pasted text: they would be noise in the recording.
  writeFileSync(join(lab.home, '.inputrc'), 'set enable-bracketed-paste off\n')
  const rc = join(lab.home, '.bashrc')
  writeFileSync(rc, `stty rows ${screen.height} cols ${screen.width}\nPS1='$ '\nunset HISTFILE\n`)
  const root = clientRoot(scenario)
  const enter = root === null ? [] : prepareRoot(lab.slot, root, 'client').enter
  const child = spawn(
    'ip',
    [
      ...['netns', 'exec', lab.slot.namespaces.client],
      // A host name of its own: some clients put it into what they send.
      ...['unshare', '--uts', 'sh', '-c', `hostname ${parties.client.name} && exec "$@"`, 'sh'],
      ...['socat', '-t', '0.1', '-'],
      `EXEC:"${[...enter, 'bash', '--noprofile', '--rcfile', rc, '-i'].join(' ')}",pty,setsid,ctty,stderr`,
    ],
    { cwd: lab.home, env: shellEnvironment(scenario, lab), stdio: ['pipe', 'pipe', 'ignore'] },
  )
  cleanup.add('the shell', () => void child.kill('SIGTERM'))
  child.stdin.on('error', () => undefined)

  const events: CastEvent[] = []
  const decoder = new StringDecoder('utf8')
  let shown = ''
  let from = 0
  let wake: () => void = () => undefined
  child.stdout.on('data', (bytes: Buffer) => {
    const timeUs = nowUs()
    const data = decoder.write(bytes)
    if (data === '') return
    shown += data
    events.push({ timeUs, kind: 'o', data })
    wake()
  })
  child.once('exit', () => wake())

  const until = async (pattern: RegExp, withinMs: number, what: string) => {
    const deadline = performance.now() + withinMs
    for (;;) {
      const match = pattern.exec(shown.slice(from).replaceAll('\r\n', '\n'))
      if (match) {
        // Consumed to the end of the match, counted in what was shown with its carriage returns.
        from += consumed(shown.slice(from), match.index + match[0].length)
        return
      }
      const leftMs = deadline - performance.now()
      if (leftMs <= 0 || child.exitCode !== null) {
        throw new Error(`${what}: did not come within ${withinMs} ms. The terminal's end:\n${shown.slice(-1500)}`)
      }
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleep(leftMs, undefined, { ref: false })])
    }
  }

  return {
    events,
    send: (text) => void child.stdin.write(text),
    restart() {
      const timeUs = nowUs()
      events.splice(0, events.length, { timeUs, kind: 'o', data: '$ ' })
      return timeUs
    },
    until,
    async untilPrompt(what) {
      await until(/^\$ $/m, expectMs, what)
      from = Math.max(0, shown.length - 2)
    },
  }
}

/** How many characters of `raw` make up the first `count` of its text without carriage returns. */
function consumed(raw: string, count: number): number {
  let at = 0
  for (let left = count; left > 0; left--) at += raw.startsWith('\r\n', at) ? 2 : 1
  return at
}

function shellEnvironment(scenario: Pick<Scenario, 'client'>, lab: Lab): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: lab.home,
    INPUTRC: join(lab.home, '.inputrc'),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    USER: 'ada',
    SSLKEYLOGFILE: join(lab.home, keyLogName),
    ...lab.relay?.env,
    ...scenario.client.env,
  }
}
