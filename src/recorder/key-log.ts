/** TLS secrets from a program that cannot write them: a small library, preloaded, does it (`key-log.c`). */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

/** The key log that a server writes, in the lab's folder. */
export const serverKeyLog = (folder: string): string => join(folder, 'server-keys.log')

/**
 * Compiles the library and makes an empty key log that any of the server's users may append to.
 *
 * @param folder  the lab's own
 * @returns what the program's environment needs
 */
export async function prepareKeyLog(folder: string): Promise<{ LD_PRELOAD: string; SSLKEYLOGFILE: string }> {
  const library = join(folder, 'key-log.so')
  const source = join(import.meta.dirname, 'key-log.c')
  await run('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, source, '-ldl'])
  const log = serverKeyLog(folder)
  writeFileSync(log, '')
  chmodSync(log, 0o666)
  return { LD_PRELOAD: library, SSLKEYLOGFILE: log }
}
