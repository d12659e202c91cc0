/** What the benchmarks of the built site share: a server and a browser, and a verdict. */
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { chromium, type Browser } from 'playwright'
import sirv from 'sirv'
import { findBrowser } from './browser-binary.ts'
import type { Spread } from './spread.ts'

/** @returns the figures that are over their target, as words */
export const over = (found: Spread, target: Spread): string[] =>
  (['median', 'p95', 'max'] as const)
    .filter((figure) => found[figure] > target[figure])
    .map((figure) => `${figure} ${target[figure]} ms`)

/** Prints what was missed, if anything. @returns whether every target is met */
export function verdictOn(missed: readonly string[]): boolean {
  console.log(missed.length === 0 ? 'All targets are met.' : `Missed: ${missed.join('; ')}`)
  return missed.length === 0
}

/** Serves the built site (`dist`, or the folder named first) to a browser; the exit code says whether all targets are met. */
export async function onBuiltSite(
  bench: (browser: Browser, site: string, root: string) => Promise<boolean>,
): Promise<void> {
  const root = resolve(process.argv[2] ?? 'dist')
  const server = createServer(sirv(root))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const binary = await findBrowser()
  const browser = await chromium.launch({ executablePath: binary.path, args: binary.args, env: binary.env })
  try {
    process.exitCode = (await bench(browser, `http://127.0.0.1:${port}`, root)) ? 0 : 1
  } finally {
    await browser.close()
    server.close()
  }
}
