/** Questions made from recordings: every line in them was said by real software. */
import { protocolNames } from '../../protocol.ts'
import { shuffled, type Random } from '../random.ts'
import { pick } from '../random-pick.ts'
import type { Material, Recorded, RecordedStep } from './material.ts'
import { choices, option, windowAround, type Made } from './made.ts'

/** What a step can give away, as a question names it. */
const secrets: Readonly<Record<string, string>> = {
  'server-name': 'the name of the server',
  certificate: "the server's certificate",
  'client-name': "the name of the client's machine",
  user: 'the user name',
  password: 'the password',
  sender: "the sender's address",
  recipient: "the recipient's address",
  text: 'the text of the message',
}

/** Steps that a protocol forces into their order, by kind, with the command and what it is for. */
const landmarks: Readonly<
  Record<string, { readonly command: string; readonly accept: string; readonly also?: string; readonly aim: string }>
> = {
  'smtp.ehlo': { command: 'EHLO', accept: 'EHLO *', aim: 'say hello and learn what the server offers' },
  'smtp.starttls': { command: 'STARTTLS', accept: 'STARTTLS', aim: 'start TLS' },
  'smtp.auth': { command: 'AUTH', accept: 'AUTH *', aim: 'log in' },
  'smtp.mail': {
    command: 'MAIL',
    accept: 'MAIL FROM:<*>',
    // Extensions add parameters.
    also: 'MAIL FROM:<*> *',
    aim: 'name the sender',
  },
  'smtp.rcpt': { command: 'RCPT', accept: 'RCPT TO:<*>', also: 'RCPT TO:<*> *', aim: 'name the recipient' },
  'smtp.data': { command: 'DATA', accept: 'DATA', aim: 'send the text of the message' },
  'smtp.quit': { command: 'QUIT', accept: 'QUIT', aim: 'end the session' },
  'imap.starttls': { command: 'STARTTLS', accept: '* STARTTLS', aim: 'start TLS' },
  'imap.login': { command: 'LOGIN', accept: '* LOGIN * *', aim: 'log in with name and password' },
  'imap.select': { command: 'SELECT', accept: '* SELECT INBOX', aim: 'open the mailbox INBOX' },
  'imap.fetch': { command: 'FETCH', accept: '* FETCH *', aim: 'read a message' },
  'imap.logout': { command: 'LOGOUT', accept: '* LOGOUT', aim: 'end the session' },
  'pop3.stls': { command: 'STLS', accept: 'STLS', aim: 'start TLS' },
  'pop3.user': { command: 'USER', accept: 'USER *', aim: 'give the user name' },
  'pop3.pass': { command: 'PASS', accept: 'PASS *', aim: 'give the password' },
  'pop3.retr': { command: 'RETR', accept: 'RETR *', aim: 'read a message' },
  'pop3.quit': { command: 'QUIT', accept: 'QUIT', aim: 'end the session' },
}

const conceptOf = { smtp: 'smtp', imap: 'imap', pop3: 'pop3' } as const

/** A line of a transcript: who said what. */
const lineOf = (step: RecordedStep): string => `${step.from === 'client' ? 'C' : 'S'}: ${step.text || step.name}`
/** The same as a listener has it. */
const seenLine = (step: RecordedStep): string => `${step.from === 'client' ? 'C' : 'S'}: ${step.seen}`

const spoken = (session: Recorded): RecordedStep[] => session.steps.filter(({ kind }) => !kind.startsWith('tcp.'))
const sourceOf = (session: Recorded) => [
  { fact: session.id, label: `Recording: ${session.title}`, href: `/sessions/${session.id}/` },
]

/** The client's steps that have a forced place, each once: the second EHLO says where it stands. */
function milestones(session: Recorded): { readonly name: string; readonly step: RecordedStep }[] {
  const found: { name: string; step: RecordedStep }[] = []
  for (const step of session.steps) {
    const name =
      step.kind === 'tls.client_hello'
        ? 'TLS handshake'
        : step.from === 'client'
          ? landmarks[step.kind]?.command
          : undefined
    if (name === undefined) continue
    const again = found.some((other) => other.name === name)
    const unique = again ? `${name} inside TLS` : name
    if (again && name !== 'EHLO') continue
    if (!found.some((other) => other.name === unique)) found.push({ name: unique, step })
  }
  return found
}

/** Sessions in which mail was sent or read from beginning to end. */
const whole = (sessions: readonly Recorded[]): Recorded[] =>
  sessions.filter((session) => milestones(session).length >= 4)

/** Steps of a whole session, to be put into their order. */
export function orderSteps({ sessions }: Material, random: Random): Made {
  const session = pick(whole(sessions), random)
  const all = milestones(session)
  const length = Math.min(all.length, 4 + Math.floor(random() * 3))
  const chosen = windowAround(all, Math.floor(random() * all.length), length, random)
  return {
    kind: 'order',
    concept: conceptOf[session.protocol],
    difficulty: 2,
    prompt: `A client talks ${protocolNames[session.protocol]} on port ${session.port}. Put its steps in order.`,
    sequence: chosen.map(({ name }) => name),
    explanation: 'The recording has them in this order.',
    sources: sourceOf(session),
    wire: { session: session.id, step: chosen[0]?.step.id ?? '' },
  }
}

/** The steps of a whole session without one, and which that is. */
export function missingStep({ sessions }: Material, random: Random): Made {
  const session = pick(whole(sessions), random)
  const all = milestones(session)
  // Something stands before it and after it, so that a gap can be felt.
  const gap = 1 + Math.floor(random() * (all.length - 2))
  const missing = all[gap]
  const shown = all.filter((_, index) => index !== gap)
  const wrong = shown.map(({ name }) => option(name, false, 'It is there: look again.'))
  return {
    kind: 'single',
    concept: conceptOf[session.protocol],
    difficulty: 3,
    prompt: `These are a client's steps on port ${session.port}, without one. Which is missing?`,
    given: shown.map(({ name }) => `C: ${name}`).join('\n'),
    options: choices(option(missing?.name ?? '', true, 'It is nowhere in the list.'), wrong, 3, random),
    explanation: `Between "${all[gap - 1]?.name}" and "${all[gap + 1]?.name}" the recording has "${missing?.name}".`,
    sources: sourceOf(session),
    wire: { session: session.id, step: missing?.step.id ?? '' },
  }
}

/** The line of a stretch that gives a certain thing away. */
export function leakingLine({ sessions }: Material, random: Random): Made | null {
  const session = pick(sessions, random)
  const steps = spoken(session)
  const leaking = steps.flatMap(({ leaks }, place) => leaks.map((what) => ({ what, place })))
  if (leaking.length === 0) return null
  const { what, place } = pick(leaking, random)
  const shown = windowAround(steps, place, 6, random)
  const lines = shown.map(seenLine)
  if (shown.filter(({ leaks }) => leaks.includes(what)).length !== 1 || shown.length < 3) return null
  if (new Set(lines).size !== lines.length) return null
  return {
    kind: 'point',
    concept: 'eavesdropper',
    difficulty: 2,
    prompt: `A listener on the path sees this on port ${session.port}. Point at the line that gives away ${secrets[what] ?? what}.`,
    options: shown.map((step, index) =>
      option(
        lines[index] ?? '',
        step.leaks.includes(what),
        step.leaks.includes(what) ? '' : 'That line does not give it away.',
      ),
    ),
    explanation:
      'What is sent before TLS is on, and a few things inside the first handshake messages, any listener can read.',
    sources: sourceOf(session),
    wire: { session: session.id, step: steps[place]?.id ?? '' },
  }
}

/** A handshake that the server has answered is taken whole: which of its messages came, no line tells. */
function answered(steps: readonly RecordedStep[], until: number): number {
  const next = steps.findIndex(({ kind }, place) => place >= until && !kind.startsWith('tls.'))
  const end = next === -1 ? steps.length : next
  const handshake = steps.slice(0, end).findLastIndex(({ kind }) => !kind.startsWith('tls.')) + 1
  return steps.slice(handshake, until).some(({ kind }) => kind === 'tls.server_hello') ? end : until
}

/** What a listener knows once the session has come to a certain step. */
export function listenerKnows({ sessions }: Material, random: Random): Made | null {
  const session = pick(sessions, random)
  const steps = spoken(session)
  const until = answered(steps, 1 + Math.floor(random() * steps.length))
  const known = new Set(steps.slice(0, until).flatMap(({ leaks }) => leaks))
  const last = steps[until - 1]
  if (known.size === 0 || !last) return null
  // Of the handshake the hellos stand for all; what came inside TLS is marked, since port and place must tell.
  const shown = steps
    .slice(0, until)
    .filter(({ kind }) => !kind.startsWith('tls.') || kind === 'tls.client_hello' || kind === 'tls.server_hello')
  const version = steps.some(({ kind }) => kind === 'tls.encrypted_extensions') ? 'TLS 1.3' : 'TLS 1.2'
  const marked = shown.map((step) =>
    step.kind === 'tls.server_hello'
      ? `S: ServerHello (${version}), and the rest of the handshake`
      : step.wire === 'ciphertext'
        ? `[in TLS] ${lineOf(step)}`
        : lineOf(step),
  )
  return {
    kind: 'multiple',
    concept: 'eavesdropper',
    difficulty: 3,
    prompt: `Both ends of a session on port ${session.port} said this so far. What has a listener on the path learned?`,
    given: marked.join('\n'),
    options: Object.entries(secrets).map(([what, name]) =>
      option(
        name.charAt(0).toUpperCase() + name.slice(1),
        known.has(what),
        known.has(what) ? 'It went by in the clear.' : 'Nothing so far gave it away in the clear.',
      ),
    ),
    explanation:
      'Only what went by in the clear is known: what was said before TLS, and what the handshake itself shows.',
    sources: sourceOf(session),
    wire: { session: session.id, step: last.id },
  }
}

/** A port by its conversation. */
export function portOfTranscript({ ports, sessions }: Material, random: Random): Made | null {
  const session = pick(
    // Without a greeting nothing tells which protocol it is.
    sessions.filter(({ start, steps }) => start !== 'none' && steps.some(({ kind }) => kind.endsWith('.greeting'))),
    random,
  )
  const row = ports.find(({ port }) => port === session.port)
  if (!row) return null
  const cut = session.start === 'implicit' ? 2 : session.steps.findIndex(({ kind }) => kind === 'tls.client_hello') + 1
  const shown = spoken(session).slice(0, session.start === 'implicit' ? cut : Math.max(3, cut))
  if (session.start === 'implicit') shown.push(...session.steps.filter(({ kind }) => kind.endsWith('.greeting')))
  // Port 25 may look like 587 as far as this goes: they never stand side by side.
  const clear = (one: { protocol: string; tls: string }): string => `${one.protocol}/${one.tls}`
  const wrong = ports
    .filter((other) => clear(other) !== clear(row))
    .map((other) =>
      option(
        String(other.port),
        false,
        `On ${other.port} it would be ${other.protocol} and ${other.tls === 'implicit' ? 'TLS from the first byte' : 'cleartext first'}.`,
      ),
    )
  return {
    kind: 'single',
    concept: 'port-numbers',
    difficulty: 2,
    prompt: 'Both ends wrote this down, from the first bytes after TCP on. Which port is it?',
    given: shown.slice(0, 12).map(lineOf).join('\n'),
    options: choices(
      option(String(row.port), true, 'The protocol and the moment TLS starts both fit.'),
      wrong,
      3,
      random,
    ),
    explanation: `The greeting shows ${row.protocol}; TLS comes ${row.tls === 'implicit' ? 'first' : 'after a command'}. That is ${row.port}.`,
    sources: [...row.sources],
    wire: { session: session.id, step: shown[0]?.id ?? '' },
  }
}

/** The next line to type, given what it is for. */
export function nextCommand({ sessions }: Material, random: Random): Made | null {
  const session = pick(whole(sessions), random)
  const steps = spoken(session)
  const places = steps.flatMap((step, place) =>
    step.from === 'client' && landmarks[step.kind] && place > 0 ? [place] : [],
  )
  const place = pick(places, random)
  const step = steps[place]
  const mark = step && landmarks[step.kind]
  if (!mark) return null
  const others = Object.values(landmarks).filter(({ accept }) => accept !== mark.accept)
  const tag = session.protocol === 'imap' ? ' Begin with a tag.' : ''
  return {
    kind: 'command',
    concept: conceptOf[session.protocol],
    difficulty: 2,
    prompt: `You talk ${protocolNames[session.protocol]} by hand and want to ${mark.aim}. What do you type next?${tag}`,
    given: steps
      .slice(Math.max(0, place - 4), place)
      .map(lineOf)
      .join('\n'),
    accept: [mark.accept, ...(mark.also ? [mark.also] : [])],
    wrong: others
      .filter(({ accept }) => accept.split(' ')[0] !== mark.accept.split(' ')[0])
      .map(({ accept, aim }) => ({ text: accept, because: `That is to ${aim}.` })),
    explanation: `The client in the recording sent "${step.text}".`,
    sources: sourceOf(session),
    wire: { session: session.id, step: step.id },
  }
}

/** What an error message means. */
export function errorMeaning({ errors }: Material, random: Random): Made | null {
  const [asked, ...others] = shuffled(errors, random)
  if (!asked) return null
  const wrong = others.map(({ cause, message }) => option(cause, false, `That is the cause of "${message}".`))
  return {
    kind: 'single',
    concept: 'troubleshooting',
    difficulty: 2,
    prompt: `${asked.program} says this. What is the most likely cause?`,
    given: asked.message,
    options: choices(option(asked.cause, true, `The cure: ${asked.cure}`), wrong, 3, random),
    explanation: asked.cure,
    sources: asked.sources,
  }
}
