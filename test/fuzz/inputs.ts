/** What the parsers are fed, how much of it, and word of how far a long run has come. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Generated inputs of each kind. `npm run fuzz` sets it; a short run is part of `npm test`. */
export const runs = Number(process.env['MAILWIRE_FUZZ'] ?? 1500)
/** Whether every place is tried and not only some that stand for all. */
export const long = runs > 10_000
// A day: a long run is bounded by its number of inputs, a hang by whoever watches it.
export const timeout = long ? 86_400_000 : 60_000

export interface File {
  readonly name: string
  readonly bytes: Uint8Array
}

const read = (folder: URL, paths: readonly string[]): File[] =>
  paths
    .map((path) => ({ name: path.replace('/wire.pcapng', ''), url: new URL(path, folder) }))
    .filter(({ url }) => existsSync(url))
    .map(({ name, url }) => ({ name, bytes: new Uint8Array(readFileSync(url)) }))

/** Our own recordings. */
export function sessions(): File[] {
  const folder = new URL('../../public/sessions/', import.meta.url)
  return read(
    folder,
    readdirSync(folder).map((id) => `${id}/wire.pcapng`),
  )
}

/** Captures of other software. */
export function captures(): File[] {
  const folder = new URL('../fixtures/captures/', import.meta.url)
  return read(
    folder,
    readdirSync(folder).filter((name) => name.endsWith('.pcapng')),
  )
}

/** Counts inputs, and says once a minute of a long run how many are done and how fast it goes. */
export function counter(what: string, all: number): { one(): void; done(): void } {
  const start = performance.now()
  let count = 0
  let said = start
  const say = (now: number) => {
    said = now
    const seconds = (now - start) / 1000
    console.log(`${what}: ${count} of ${all}, ${Math.round(count / Math.max(seconds, 0.001))} a second`)
  }
  return {
    one() {
      count++
      const now = performance.now()
      if (long && now - said > 60_000) say(now)
    },
    done() {
      if (long) say(performance.now())
    },
  }
}
