/** `npm run bench`: every benchmark, one after the other. The exit code says whether all ran and met their targets. */
import { basename, join } from 'node:path'
import { runEach } from './run-each.ts'

const programs = ['dissect', 'ready', 'terminal', 'paint', 'verdict']

const short = runEach(programs.map((name) => join(import.meta.dirname, `${name}.ts`)))
if (short.length > 0) {
  console.log(`\nFell short: ${short.map((file) => basename(file, '.ts')).join(', ')}.`)
  process.exitCode = 1
}
