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

function stage(name: string, command: string): number {
  console.log(`\n── ${name}: ${command}`)
  const started = Date.now()
  const { status } = spawnSync(command, { stdio: 'inherit', shell: true })
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : `failed (${status})`}, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  )
  return status ?? 1
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** A tool that reports findings by its exit code counts as one check. */
function check(name: string, command: string): void {
  if (stage(name, command) === 0) passed += 1
  else {
    failed += 1
    findings.push(`${name}: ${command}`)
  }
}

/** Vitest counts for itself, in its JSON report. A file that does not load counts as a failure. */
function vitest(project: string): void {
  const file = join(reports, `${project}.json`)
  const status = stage(
    `tests, ${project}`,
    `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json="${file}"`,
  )
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

// What `npm run check` and `npm run lint` do, command by command.
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<'check' | 'lint', string> }
for (const name of ['check', 'lint'] as const) for (const command of scripts[name].split(' && ')) check(name, command)
vitest('unit')
vitest('browser')
vitest('e2e')

rmSync(reports, { recursive: true, force: true })
if (findings.length > 0) console.log(`\nFailed:\n${findings.map((finding) => `  ${finding}`).join('\n')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
