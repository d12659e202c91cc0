/** A folder as a lock between runs: making one either works or does not. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Takes the folder. One whose owner is dead is cleared and taken.
 *
 * @param clear  removes what a dead owner left behind, the folder included
 * @returns false where a run that is alive has it
 */
export async function claim(folder: string, clear: () => Promise<void> | void): Promise<boolean> {
  for (;;) {
    try {
      mkdirSync(folder, { mode: 0o755 })
      writeFileSync(join(folder, 'pid'), `${process.pid}\n`)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (isAlive(folder)) return false
      await clear()
    }
  }
}

export const release = (folder: string): void => rmSync(folder, { recursive: true, force: true })

function isAlive(folder: string): boolean {
  try {
    return existsSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8').trim()}`)
  } catch {
    // Its owner may be between making the folder and writing the number into it.
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0
    return Date.now() - made < 5000
  }
}
