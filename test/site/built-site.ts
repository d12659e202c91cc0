/**
 * Builds the site for production and serves it for the end-to-end tests.
 * The build runs in a process of its own without Vitest's variables: inside
 * Vitest one would get Svelte's development build.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { freePort } from './free-port.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built site is served, without a slash at the end. */
    siteUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'NODE_ENV' && name !== 'DEV'),
  )
  env['NODE_ENV'] = 'production'

  // `MAILWIRE_BUILT=1` serves what `npm run build` left, for quick rounds while writing tests.
  if (!process.env['MAILWIRE_BUILT']) {
    const build = spawnSync('astro', ['build', '--silent'], { env, encoding: 'utf8', shell: false })
    if (build.status !== 0) throw new Error(`The site does not build:\n${build.stdout}\n${build.stderr}`)
  }

  const port = await freePort()
  const server = spawn(process.execPath, ['src/site/serve.ts'], { env: { ...env, PORT: String(port) }, stdio: 'pipe' })
  await new Promise<void>((resolve, reject) => {
    server.stdout.once('data', () => resolve())
    server.once('exit', (code) => reject(new Error(`The server ended with ${code} before it listened.`)))
  })
  project.provide('siteUrl', `http://localhost:${port}`)
  return () => server.kill()
}
