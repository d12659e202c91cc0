/** Questions made from the port table alone. */
import { shuffled, type Random } from '../random.ts'
import { pick } from '../random-pick.ts'
import type { Material, PortRow } from './material.ts'
import { choices, option, type Made } from './made.ts'

const starts = (row: PortRow): string =>
  row.tls === 'implicit' ? 'TLS from the first byte' : row.protocol === 'POP3' ? 'STLS' : 'STARTTLS'

const uses: Readonly<Record<PortRow['use'], (protocol: string) => string>> = {
  relay: () => 'mail from server to server',
  submission: () => 'a mail client that sends',
  access: (protocol) => `a mail client that reads by ${protocol}`,
}
const useOf = (row: PortRow): string => uses[row.use](row.protocol)

const greetings = { SMTP: '220', IMAP: '* OK', POP3: '+OK' } as const
const opening = (row: PortRow): string =>
  row.speaksFirst === 'client' ? 'The client, with a ClientHello' : `The server, with ${greetings[row.protocol]}`

const say = (row: PortRow): string =>
  `Port ${row.port} is ${row.service}: ${useOf(row)}, and TLS starts ${
    row.tls === 'implicit' ? 'with the first byte' : `by ${starts(row)}`
  }.`

/** Type the number, asked by name or by use. */
export function namePort({ ports }: Material, random: Random): Made {
  const row = pick(ports, random)
  const start = row.tls === 'implicit' ? 'TLS from the first byte' : `TLS started by ${starts(row)}`
  return {
    kind: 'port',
    concept: 'port-numbers',
    difficulty: 1,
    prompt: pick([`Which port is registered as ${row.service}?`, `Which port is for ${useOf(row)}, ${start}?`], random),
    accept: [String(row.port)],
    wrong: ports.filter((other) => other !== row).map((other) => ({ text: String(other.port), because: say(other) })),
    explanation: say(row),
    sources: row.sources,
  }
}

/** How TLS starts on a port. */
export function startOfTls({ ports }: Material, random: Random): Made {
  const row = pick(ports, random)
  const right = starts(row)
  const wrong = ['TLS from the first byte', 'STARTTLS', 'STLS']
    .filter((text) => text !== right)
    .map((text) => option(text, false, say(row)))
  return {
    kind: 'single',
    concept: 'two-doors',
    difficulty: 1,
    prompt: `How does TLS start on port ${row.port}?`,
    options: choices(option(right, true, say(row)), wrong, 3, random),
    explanation: say(row),
    sources: row.sources,
  }
}

/** Whose bytes come first. */
export function speaksFirst({ ports }: Material, random: Random): Made {
  const row = pick(ports, random)
  const wrong = ports
    .filter((other) => opening(other) !== opening(row))
    .map((other) => option(opening(other), false, say(other)))
  return {
    kind: 'single',
    concept: 'directions',
    difficulty: 2,
    prompt: `A client connects to port ${row.port}. TCP is up. Who speaks first on the wire, and how?`,
    options: choices(option(opening(row), true, say(row)), wrong, 3, random),
    explanation: say(row),
    sources: row.sources,
  }
}

/** Ports and what they are, side by side. */
export function matchPorts({ ports }: Material, random: Random): Made | null {
  const rows = shuffled(ports, random).slice(0, 4)
  if (rows.length < 2) return null
  const byName = random() < 0.5
  return {
    kind: 'match',
    concept: byName ? 'port-numbers' : 'directions',
    difficulty: 1,
    prompt: byName ? 'Give each port its registered name.' : 'What is each port for?',
    pairs: rows.map((row) => [String(row.port), byName ? row.service : `${useOf(row)}, ${starts(row)}`] as const),
    explanation: rows.map(say).join(' '),
    sources: distinct(rows),
  }
}

/** A line of settings that fits, among lines that mix two ports. */
export function clientSettings({ ports }: Material, random: Random): Made {
  const wanted = ports.filter(({ use }) => use !== 'relay')
  const row = pick(wanted, random)
  const security = { implicit: 'SSL/TLS', starttls: 'STARTTLS' } as const
  const line = (protocol: string, port: number, tls: PortRow['tls']): string =>
    `${protocol}, port ${port}, ${security[tls]}`
  const fits = new Set(wanted.map((one) => line(one.protocol, one.port, one.tls)))
  const wrong = wanted
    .flatMap((one) => wanted.flatMap(({ protocol, tls }) => [line(protocol, one.port, tls)]))
    .filter((text) => !fits.has(text))
    .map((text) => {
      const port = wanted.find((one) => text.includes(`port ${one.port},`))
      return option(text, false, port ? say(port) : '')
    })
  return {
    kind: 'single',
    concept: 'client-setup',
    difficulty: 2,
    prompt: 'Which of these lines of settings can work in a mail client?',
    options: choices(option(line(row.protocol, row.port, row.tls), true, say(row)), wrong, 3, random),
    explanation: `${say(row)} In menus, SSL/TLS mostly means TLS from the first byte.`,
    sources: row.sources,
  }
}

function distinct(rows: readonly PortRow[]): PortRow['sources'] {
  const all = rows.flatMap(({ sources }) => sources)
  return all.filter(({ label }, index) => all.findIndex((other) => other.label === label) === index)
}
