/**
 * The cases of the diagnosis: written symptoms, and looks that are read from the recording of the failure.
 * A malformed file or an unknown recording stops the build with a {@link ContentError}.
 */
import { join, resolve } from 'node:path'
import { z } from 'astro/zod'
import type { Case, Look } from '../core/practice/case.ts'
import type { Step } from '../core/timeline/timeline.ts'
import { contentHash } from './content-hash.ts'
import { listOf } from './fact-schemas.ts'
import { slug } from './ids.ts'
import { sentence } from './prose.ts'
import { getSession, type Session } from './sessions.ts'
import { eachOnce, sourcesOf } from './source-link.ts'
import { readYaml } from './yaml-file.ts'

const writtenCases = listOf(
  z.strictObject({
    id: slug,
    /** The recording of the failure. */
    session: slug,
    /** What the user tells. */
    symptom: sentence,
    facts: z.array(z.string()).min(1),
    /** The first is right. */
    causes: z.array(sentence).min(3),
    /** The first is right. */
    cures: z.array(sentence).min(3),
    explanation: sentence,
  }),
)

let kept: Promise<readonly Case[]> | undefined

/** All cases, in the order of the file. @throws {ContentError} */
function getCases(): Promise<readonly Case[]> {
  return (kept ??= readCases(resolve('content')))
}

/** Their address, which carries a hash of what is in them. */
export async function casesPart(): Promise<{
  readonly name: string
  readonly href: string
  readonly cases: readonly Case[]
}> {
  const cases = await getCases()
  const name = contentHash(cases)
  return { name, href: `/practice/cases.${name}.json`, cases }
}

/** @param dir  the content folder. @throws {ContentError} */
async function readCases(dir: string): Promise<Case[]> {
  const hint =
    'A case is { id, session, symptom, facts, causes, cures, explanation }; of causes and cures the first is right.'
  const written = readYaml(join(dir, 'questions/cases/diagnosis.yaml'), writtenCases, hint)
  return Promise.all(
    written.map(async ({ facts, ...rest }) => {
      const session = await getSession(rest.session, `content/questions/cases/diagnosis.yaml: ${rest.id}`)
      return { ...rest, looks: looksOf(session), sources: eachOnce(facts.flatMap(sourcesOf)) }
    }),
  )
}

/** What the tools answer. Of an attacked session only what the client's end saw: nobody at a desk sees more. */
function looksOf(session: Session): Look[] {
  const steps = session.timeline.steps.filter(({ from, to }) => from === 'client' || to === 'client')
  const arrow = (step: Step): string => (step.from === 'client' ? '→' : '←')
  const tcp = steps.filter(({ layer }) => layer === 'tcp')
  const talk = steps.filter(({ layer }) => layer !== 'tcp')
  const tls = talk.filter(({ layer }) => layer === 'tls')
  const offer = talk.find(
    ({ kind }) => /\.(reply\.(ehlo|capability|capa)|greeting)$/.test(kind) && kind !== 'smtp.greeting',
  )
  const said = talk.filter(({ layer, text }) => layer !== 'tls' && text !== '')
  const [first] = talk
  const answers: [string, string, string[]][] = [
    ['tcp', 'Does TCP connect?', tcp.slice(0, 8).map((step) => `${arrow(step)} ${step.name}`)],
    [
      'first',
      'Who speaks first?',
      first ? [`${arrow(first)} ${first.text.split('\n', 1)[0] || first.name}`] : ['Nobody.'],
    ],
    ['offer', 'What does the server offer?', offer ? offer.text.split('\n') : ['Nothing was heard of an offer.']],
    ['tls', 'How far does the TLS handshake come?', tls.map((step) => `${arrow(step)} ${step.name}`)],
    [
      'talk',
      'What is said in SMTP, IMAP or POP3?',
      said.map((step) => `${arrow(step)} ${step.text.split('\n', 1)[0] ?? ''}`),
    ],
    ['terminal', "What does the client's terminal show?", shownBy(session)],
  ]
  return answers.map(([id, tool, lines]) => ({ id, tool, lines: lines.length > 0 ? lines : ['Nothing.'] }))
}

/** The last lines of the terminal, without what was typed at the prompt. */
function shownBy({ transcript }: Session): string[] {
  const lines = transcript.map(({ text }) => text).filter((text) => text.trim() !== '' && !/^(\$|>)/.test(text))
  return lines.slice(-12)
}
