/** The recordings as the gallery lists them, and the words it uses for them. */
import { getSessions, type Session } from './sessions.ts'

export type { Session } from './sessions.ts'

/** All recordings along the way of a message (sending, between servers, reading), then by title. */
export async function getRecordings(): Promise<Session[]> {
  return (await getSessions()).sort(
    ({ scenario: a }, { scenario: b }) => portOrder(a.port) - portOrder(b.port) || a.title.localeCompare(b.title, 'en'),
  )
}

/** Those of the given ids that are recorded, in the given order. */
export async function recordingsOf(ids: readonly string[]): Promise<Session[]> {
  const all = await getRecordings()
  return ids.flatMap((id) => all.filter((session) => session.id === id))
}

const order = [587, 465, 25, 143, 993, 110, 995, 4190]
const portOrder = (port: number): number => (order.includes(port) ? order.indexOf(port) : order.length)

export const protocolNames = { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3', sieve: 'ManageSieve' } as const

/** How TLS begins in it, in the words of the site. */
export function tlsWords({ tls, protocol }: Pick<Session['scenario'], 'tls' | 'protocol'>): string {
  if (tls === 'implicit') return 'implicit TLS'
  if (tls === 'none') return 'no TLS'
  return protocol === 'pop3' ? 'STLS' : 'STARTTLS'
}

/** `TLS 1.3`, or null where no TLS came about. */
export function tlsVersion(session: Session): string | null {
  return session.timeline.streams.find((stream) => stream.tls)?.tls?.version ?? null
}

/** `33 seconds`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return seconds < 120 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.round(seconds / 60)} minutes`
}

/** `9.5 kB`, in powers of ten. */
export function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(bytes < 99_950 ? 1 : 0)} kB`
}
