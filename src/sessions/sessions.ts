/**
 * The recordings, as pages need them: each read, checked and parsed once per
 * process. A recording that is malformed, and an id nobody recorded, stop the
 * build with one message that names file, place, problem and next step.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { transcript, type TranscriptLine } from '../core/cast/transcript.ts'
import type { Conversation } from '../core/conversation/conversation.ts'
import { readers } from '../core/mail/readers.ts'
import type { SessionRecord } from '../core/session.ts'
import { readSession } from '../core/timeline/read.ts'
import { inVersion, lookUp, newestTls } from '../core/timeline/explain.ts'
import type { Step, Timeline } from '../core/timeline/timeline.ts'
import { webCiphers } from '../core/tls/webcrypto.ts'
import { contentHash } from './content-hash.ts'
import { getExplanations, type Explanation } from './explanations.ts'
import { unknownName } from '../core/nearest.ts'
import { scenarioCard, sessionRecord, type ScenarioCard } from './session-schemas.ts'
import { ContentError, readYaml } from './yaml-file.ts'

export interface Session {
  readonly id: string
  /** What was asked of the recorder: title, what it shows, tags, pairs. */
  readonly scenario: ScenarioCard
  readonly record: SessionRecord
  readonly timeline: Timeline
  /** In the order of `timeline.streams`. */
  readonly conversations: readonly Conversation[]
  /** The terminal, line by line. */
  readonly transcript: readonly TranscriptLine[]
  /** What each kind of step in it means; a test holds that none is missing. */
  readonly explanations: Readonly<Record<string, Explanation>>
  /** Where the site serves its files; each carries a hash of what it holds. */
  readonly urls: { readonly timeline: string; readonly wire: string; readonly cast: string }
}

export interface SessionFolders {
  /** Holds one folder for each recording. */
  readonly recordings: string
  readonly scenarios: string
}

// Not import.meta.url: the build moves this module. Every command of the project runs at its top.
const folders = (): SessionFolders => ({
  recordings: resolve('public/sessions'),
  scenarios: resolve('content/scenarios'),
})

const cache = new Map<string, Promise<Session>>()

/** The ids of all recordings, sorted. */
export function sessionIds(recordings = folders().recordings): string[] {
  if (!existsSync(recordings)) return []
  return readdirSync(recordings, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/** All recordings, sorted by id. @throws {ContentError} */
export function getSessions(): Promise<Session[]> {
  return Promise.all(sessionIds().map((id) => getSession(id)))
}

/**
 * One recording.
 *
 * @param askedIn  the file that asks for it, for the message where there is none
 * @throws {ContentError} where the id is unknown or the recording is malformed
 */
export function getSession(id: string, askedIn = 'public/sessions'): Promise<Session> {
  const ids = sessionIds()
  if (!ids.includes(id)) {
    const also = 'To record: npm run record -- <scenario>'
    throw new ContentError(unknownName(`${askedIn}: no session`, id, ids, { also }))
  }
  const found = cache.get(id) ?? loadSession(id, folders())
  cache.set(id, found)
  return found
}

/**
 * A step of a session by its id.
 *
 * @throws {ContentError} naming the nearest step where there is none
 */
export function getStep(session: Session, id: string, askedIn: string): Step {
  const { steps } = session.timeline
  const found = steps.find((step) => step.id === id)
  if (found) return found
  const ids = steps.map((step) => step.id)
  const otherwise = `Its steps: ${ids.join(', ')}`
  throw new ContentError(unknownName(`${askedIn}: session "${session.id}" has no step`, id, ids, { otherwise }))
}

/** Reads and checks one recording; a test hands in folders of its own. @throws {ContentError} */
export async function loadSession(id: string, { recordings, scenarios }: SessionFolders): Promise<Session> {
  const place = `public/sessions/${id}`
  const again = `Record it again: npm run record -- ${id}`
  const read = (name: string) => {
    try {
      return readFileSync(join(recordings, id, name))
    } catch {
      throw new ContentError(`${place}/${name}: the file is missing.\n${again}`)
    }
  }
  const record = parseRecord(`${place}/session.json`, read('session.json').toString('utf8'), again)
  if (record.id !== id) {
    throw new ContentError(`${place}/session.json: id: it says "${record.id}", its folder says "${id}".\n${again}`)
  }
  const checked = (name: string) => {
    const bytes = read(name)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (record.files[name]?.sha256 !== sha256) {
      throw new ContentError(
        `${place}/${name}: it is not the file that session.json describes (its SHA-256 is ${sha256.slice(0, 12)}…).\nRecordings are not edited by hand. ${again}`,
      )
    }
    return { bytes, hash: sha256.slice(0, 8) }
  }
  const wire = checked('wire.pcapng')
  const cast = checked('terminal.cast')
  const scenario = readYaml(
    join(scenarios, `${id}.yaml`),
    scenarioCard,
    'Each recording has its scenario in content/scenarios.',
  )

  const reading = await readSession(
    { id, title: scenario.title, wire: wire.bytes, cast: cast.bytes.toString('utf8'), record },
    { readers, ciphers: webCiphers(globalThis.crypto.subtle) },
  )
  const { timeline, conversations, problems } = reading
  // What is wrong with the talk itself may be what a recording shows; the files have to be whole.
  const broken = [
    ...problems.cast.map((problem) => ({ ...problem, name: 'terminal.cast' })),
    ...problems.capture.map((problem) => ({ ...problem, name: 'wire.pcapng' })),
  ][0]
  if (broken) throw new ContentError(`${place}/${broken.name}: at ${broken.offset}: ${broken.message}\n${again}`)

  const kinds = new Set(timeline.steps.map(({ kind }) => kind))
  const known = inVersion(getExplanations(), newestTls(timeline))
  const explanations = Object.fromEntries(
    [...kinds].flatMap((kind) => {
      const found = lookUp(known, kind)
      return found ? [[kind, found]] : []
    }),
  )
  const hash = contentHash(timeline)
  return {
    id,
    scenario,
    record,
    timeline,
    conversations,
    transcript: transcript(reading.cast),
    explanations,
    urls: {
      timeline: `/timeline/${id}.${hash}.json`,
      wire: `/sessions/${id}/wire.pcapng?${wire.hash}`,
      cast: `/sessions/${id}/terminal.cast?${cast.hash}`,
    },
  }
}

function parseRecord(file: string, text: string, again: string): SessionRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ContentError(
      `${file}: it is not JSON: ${error instanceof Error ? error.message : String(error)}\n${again}`,
    )
  }
  const parsed = sessionRecord.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'the whole file'}: ${message}`,
  )
  throw new ContentError(`${issues.join('\n')}\n${again}`)
}
