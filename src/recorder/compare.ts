/**
 * Compares two recordings of a scenario in what must not change: who sent which
 * messages, with which verbs and reply codes, cleartext or not. Times, randoms,
 * keys, queue ids and the wording of replies may differ.
 */
import { readers } from '../core/mail/readers.ts'
import type { SessionRecord } from '../core/session.ts'
import { readSession } from '../core/timeline/read.ts'
import type { Step } from '../core/timeline/timeline.ts'
import { webCiphers } from '../core/tls/webcrypto.ts'
import { withFolder } from '../sessions/trial-file.ts'
import type { SessionFiles } from './session-files.ts'

export interface Comparison {
  /** What must not differ and does; empty where the recordings agree. */
  readonly differences: readonly string[]
  /** What may differ and does: versions of software. */
  readonly notes: readonly string[]
}

export async function compareSessions(kept: SessionFiles, made: SessionFiles): Promise<Comparison> {
  const [before, after] = [readRecord(kept), readRecord(made)]
  const notes = after.software.flatMap(({ name, version }) => {
    const old = before.software.find((one) => one.name === name)
    if (!old) return [`${name} ${version} is new`]
    return old.version === version ? [] : [`${name} is ${version}, was ${old.version} in what is kept`]
  })
  const differences = [...compareLists('commands', clientCommands(before), clientCommands(after))]
  const [keptSteps, madeSteps] = [await readSteps(kept), await readSteps(made)]
  // Each direction by itself: what the two ends send at the same time may arrive in either order.
  for (const key of new Set([...keptSteps.keys(), ...madeSteps.keys()])) {
    differences.push(...compareLists(key, keptSteps.get(key) ?? [], madeSteps.get(key) ?? []))
  }
  return { differences, notes }
}

function readRecord(files: SessionFiles): SessionRecord {
  return JSON.parse(files['session.json'].toString('utf8')) as SessionRecord
}

/** Which of the labs on the machine was free is no part of what was done. */
const clientCommands = (record: SessionRecord) =>
  record.commands.filter(({ where }) => where === 'client').map(({ run }) => withFolder(run))

async function readSteps(files: SessionFiles): Promise<Map<string, string[]>> {
  const record = readRecord(files)
  const { timeline } = await readSession(
    { id: record.id, title: '', wire: files['wire.pcapng'], cast: files['terminal.cast'].toString('utf8'), record },
    { readers, ciphers: webCiphers(globalThis.crypto.subtle) },
  )
  const steps = new Map<string, string[]>()
  for (const step of timeline.steps) {
    // Bare TCP segments depend on the moment: a delayed ACK may ride on data or not.
    if (step.layer === 'tcp') continue
    const key = `stream ${step.stream}, ${step.from} to ${step.to}`
    const before = steps.get(key) ?? []
    const words = describe(step)
    if (words === before.at(-1) && answersClientHello(step, timeline.steps)) continue
    steps.set(key, [...before, words])
  }
  return steps
}

/**
 * A server that reads a ClientHello as text answers each line of it. Its random bytes decide how many of them are line
 * feeds, so how often the same answer is repeated differs from run to run.
 */
function answersClientHello(reply: Step, steps: readonly Step[]): boolean {
  const mine = steps.filter(({ stream }) => stream === reply.stream)
  const fromClient = mine.filter(({ from, layer }) => from === 'client' && layer !== 'tcp')
  return (
    reply.from === 'server' &&
    fromClient.length > 0 &&
    fromClient.every(({ kind }) => kind === 'tls.client_hello') &&
    !mine.some(({ from, layer }) => from === 'server' && layer === 'tls')
  )
}

function describe(step: Step): string {
  return `${step.kind} in ${step.wire}`
}

function compareLists(what: string, kept: readonly string[], made: readonly string[]): string[] {
  const length = Math.max(kept.length, made.length)
  for (let index = 0; index < length; index++) {
    if (kept[index] === made[index]) continue
    // One slip shifts all that follows, so the first difference says enough.
    return [`${what}, number ${index + 1}: kept ${kept[index] ?? 'nothing'}, now ${made[index] ?? 'nothing'}`]
  }
  return []
}
