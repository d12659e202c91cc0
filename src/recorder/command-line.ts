import { ContentError } from '../sessions/yaml-file.ts'
import { StoppedError } from './cleanup.ts'
import { ScenarioError } from './scenario.ts'
import { SetupError } from './setup.ts'

/** Errors whose message says all: where they come from in the code helps nobody. */
const told = [ContentError, ScenarioError, SetupError, StoppedError]

/**
 * Runs a command to its end. An error becomes a message, and the exit code 1.
 *
 * @param usage  how the command is called: shown where a word on the command line is none of its own
 */
export async function runCommandLine(main: () => Promise<void>, usage: string): Promise<void> {
  try {
    await main()
  } catch (error) {
    // What Node adds is how to pass such a word all the same.
    if (isUsageError(error)) console.error(`${error.message.split('. To specify')[0]}.\n\n${usage}`)
    else console.error(told.some((kind) => error instanceof kind) ? (error as Error).message : error)
    process.exitCode = 1
  }
}

const isUsageError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
