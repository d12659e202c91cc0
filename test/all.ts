/**
 * `npm test`: types, lint, format, spelling, and every Vitest project, one after
 * the other. Every stage runs even when an earlier one failed; the last line
 * counts what the runners themselves reported, and the exit code is their sum.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const reports = mkdtempSync(join(tmpdir(), 'mailwire-test-'))
let passed = 0
let failed = 0
/** A line each, said again at the end: what failed early has scrolled away by then. */
const findings: string[] = []

function stage(name: string, command: string, args: string[]): number {
  console.log(`\n── ${name}: ${command} ${args.join(' ')}`)
  const started = Date.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : `failed (${status})`}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  )
  return status ?? 1
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** A tool that reports findings by its exit code counts as one check. */
function check(name: string, command: string, args: string[]): void {
  if (stage(name, command, args) === 0) passed += 1
  else {
    failed += 1
    findings.push(`${name}: ${command} ${args.join(' ')}`)
  }
}

/** Vitest counts for itself, in its JSON report. A file that does not load counts as a failure. */
function vitest(project: string): void {
  const file = join(reports, `${project}.json`)
  const status = stage(`tests, ${project}`, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  let report: VitestReport
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  } catch {
    console.error(`The ${project} tests left no report.`)
    failed += 1
    findings.push(`${project}: no report`)
    return
  }
  for (const file of report.testResults) {
    const where = relative(process.cwd(), file.name)
    const broken = file.assertionResults.filter((result) => result.status === 'failed')
    for (const { fullName, failureMessages } of broken)
      findings.push(`${where}: ${fullName}: ${firstLine(failureMessages[0] ?? '')}`)
    if (file.status === 'failed' && broken.length === 0) findings.push(`${where}: ${firstLine(file.message)}`)
  }
  passed += report.numPassedTests
  failed += report.numFailedTests
  if (report.numFailedTests === 0 && (status !== 0 || !report.success))
    failed += Math.max(1, report.numFailedTestSuites)
}

check('types of the site', 'astro', ['check', '--minimumFailingSeverity', 'warning'])
check('types of the core', 'tsc', ['-p', 'src/core'])
check('types of the widgets', 'svelte-check', [
  '--tsconfig',
  'tsconfig.svelte.json',
  '--fail-on-warnings',
  '--output',
  'human',
])
check('lint', 'eslint', ['.', '--max-warnings', '0'])
check('format', 'prettier', ['--check', '--log-level', 'warn', '.'])
check('spelling', 'cspell', ['--no-progress', '--quiet', '**/*.{md,mdx,yaml,astro}'])
vitest('unit')
vitest('browser')
vitest('e2e')

rmSync(reports, { recursive: true, force: true })
if (findings.length > 0) console.log(`\nFailed:\n${findings.map((finding) => `  ${finding}`).join('\n')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
