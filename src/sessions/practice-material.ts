/** What generators make questions from, gathered at build time: port table, recordings, error messages. */
import type { KnownError, Material, PortRow, Recorded } from '../core/practice/generate/material.ts'
import type { Source } from '../core/practice/question.ts'
import type { Timeline } from '../core/timeline/timeline.ts'
import { contentHash } from './content-hash.ts'
import { getErrors, getPorts, type ErrorMessage, type Port } from './facts.ts'
import { getSessions } from './sessions.ts'
import { eachOnce, sourcesOf } from './source-link.ts'

/** @param timelines  of the recordings to use */
export function practiceMaterial(timelines: readonly Timeline[]): Material {
  return {
    ports: getPorts().flatMap(portRow),
    sessions: timelines.flatMap(recorded),
    errors: getErrors()
      .filter(({ ask }) => ask)
      .map(knownError),
  }
}

function portRow(row: Port): PortRow[] {
  const { port, service, protocol, use, title, tls, speaksFirst, facts } = row
  if (!row.main || service === null || speaksFirst === null || tls.kind === 'none') return []
  if (protocol !== 'SMTP' && protocol !== 'IMAP' && protocol !== 'POP3') return []
  if (use !== 'relay' && use !== 'submission' && use !== 'access') return []
  return [{ port, service, protocol, use, title, tls: tls.kind, speaksFirst, sources: mainSources(facts) }]
}

/** The first few sources of some facts, each once. */
function mainSources(facts: readonly string[]): Source[] {
  return eachOnce(facts.flatMap(sourcesOf)).slice(0, 3)
}

/** Only recordings of one connection: two at once make no transcript that reads in a line. */
function recorded({ id, title, streams, steps }: Timeline): Recorded[] {
  const [stream] = streams
  // The same conversation over a longer or shorter wire says nothing new.
  if (!stream || streams.length > 1 || /-rtt\d+$/.test(id)) return []
  const { port, protocol, tls } = stream
  if (protocol !== 'smtp' && protocol !== 'imap' && protocol !== 'pop3') return []
  const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''
  return [
    {
      id,
      title,
      port,
      protocol,
      start: tls?.start ?? 'none',
      steps: steps.map((step) => ({
        id: step.id,
        from: step.from,
        kind: step.kind,
        name: step.name,
        text: firstLine(step.text),
        wire: step.wire,
        seen: firstLine(step.eavesdropper),
        leaks: [...new Set(step.leaks.map(({ what }) => what))],
      })),
    },
  ]
}

function knownError({ id, message, program, cause, cure, facts }: ErrorMessage): KnownError {
  return { id, message, program, cause, cure, sources: mainSources(facts) }
}

/** The material and its address, which carries a hash of what is in it. */
export async function shippedMaterial(): Promise<{
  readonly name: string
  readonly href: string
  readonly material: Material
}> {
  const material = practiceMaterial((await getSessions()).map(({ timeline }) => timeline))
  const name = contentHash(material)
  return { name, href: `/practice/material.${name}.json`, material }
}
