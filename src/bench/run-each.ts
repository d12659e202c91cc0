import { spawnSync } from 'node:child_process'

/** Runs programs one after the other, whatever comes of each. @returns those that ended with another code than 0 */
export function runEach(programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync(process.execPath, [program], { stdio: 'inherit' }).status !== 0)
}
