import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * Serves a built site as `npm run serve` does, in a process of its own. What keeps it from starting it says itself, on
 * standard error.
 *
 * @param root  the folder of the built site
 * @returns the process, once it answers
 * @throws Error where it ends instead
 */
export async function serveSite(root: string, port: number): Promise<ChildProcess> {
  const server = spawn(process.execPath, ['src/site/serve.ts', root], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`The site's server ended at once, with ${String(code)}.`)
  })
  await Promise.race([once(server.stdout, 'data'), ended])
  // From here on its end is the caller's.
  ended.catch(() => undefined)
  return server
}
