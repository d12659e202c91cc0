/**
 * How fast `dissect` reads and decrypts a capture, beside tshark in the same run:
 *
 * ```
 * npx node src/bench/dissect.ts [MEGABYTES]
 * ```
 * The capture is made here, of a real TLS 1.3 connection between two ends in this process. Each program is started
 * afresh three times; the best time counts, since other work on the machine only ever adds. Without tshark there is our
 * own time alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTlsCapture } from './tls-capture.ts'

interface Pace {
  /** Bytes that the server hands to TLS at once. */
  readonly write: number
  readonly megabytes: number
  /** Best of three, ms. */
  readonly oursMs: number
  /** Null where tshark is not installed. */
  readonly tsharkMs: number | null
}

const runs = 3
const dissect = join(import.meta.dirname, '../dissect/dissect.ts')

/** Measures both on captures of large and of small records. */
async function measureDissect(megabytes = 50): Promise<Pace[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mailwire-bench-'))
  try {
    const paces: Pace[] = []
    for (const write of [16_384, 1024]) {
      const { file, keyLog } = await makeTlsCapture(megabytes * 1e6, write)
      const [capture, keys] = [join(folder, 'capture.pcap'), join(folder, 'keys.log')]
      writeFileSync(capture, file)
      writeFileSync(keys, keyLog)
      const oursMs = best(process.execPath, [dissect, capture, '--keys', keys, '--json'])
      if (oursMs === null) throw new Error('dissect did not run.')
      // The least that makes tshark decrypt and name every record.
      const fields = ['-T', 'fields', '-e', 'tls.record.length', '-e', 'tls.record.content_type']
      const tsharkMs = best('tshark', ['-r', capture, '-o', `tls.keylog_file:${keys}`, '-Y', 'tls', ...fields])
      paces.push({ write, megabytes, oursMs, tsharkMs })
    }
    return paces
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function best(command: string, args: readonly string[]): number | null {
  let least: number | null = null
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'] })
    if (error || status !== 0) return null
    least = Math.min(least ?? Infinity, performance.now() - start)
  }
  return least
}

for (const { write, megabytes, oursMs, tsharkMs } of await measureDissect(Number(process.argv[2] ?? 50))) {
  const tshark = tsharkMs === null ? 'tshark is not installed' : `tshark ${Math.round(tsharkMs)} ms`
  console.log(`${megabytes} MB, ${write} bytes at once: dissect ${Math.round(oursMs)} ms, ${tshark}`)
}
