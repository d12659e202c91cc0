/** Runs other programs, and says clearly when one fails. */
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Ended after this; a minute unless given. */
  readonly limitMs?: number
  /** Exit codes that are no failure; 0 alone unless given. */
  readonly accept?: readonly number[]
}

/**
 * Runs one program to its end.
 *
 * @returns what it printed, standard output and standard error
 * @throws Error with the command and what it printed, where it cannot be run or fails
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}) {
  return new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      { env: options.env ?? process.env, cwd: options.cwd, maxBuffer: 64 << 20, timeout: options.limitMs ?? 60_000 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0
        if ((options.accept ?? [0]).includes(code)) return resolve({ stdout, stderr })
        const said = `${stderr}${stdout}`.trim() || String(error?.message)
        reject(new Error(`${[command, ...args].join(' ')}\nfailed (${code}): ${said}`))
      },
    )
    // A program that ends without reading its input is judged by its exit code.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
  })
}

/**
 * Runs a program that leaves a daemon behind and ends. What both print goes to
 * a file: a daemon that keeps a pipe open would be waited for without end.
 *
 * @throws Error with what was printed, where the program fails
 */
export async function startDaemon(log: string, command: string, args: readonly string[]): Promise<void> {
  const output = openSync(log, 'a')
  const child = spawn(command, [...args], { stdio: ['ignore', output, output] })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  }).finally(() => closeSync(output))
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')}\nfailed (${code}): ${readFileSync(log, 'utf8')}`)
}
