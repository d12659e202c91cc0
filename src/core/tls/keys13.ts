/**
 * TLS 1.3: which keys a direction uses, and when they change.
 *
 * @see RFC 8446 §4.4.4, §4.5, §4.6.3 and §7.1
 */
import { hex } from '../bytes.ts'
import { notSupported, suiteOf, wire, type Half, type State } from './connection.ts'
import type { Opened, Opener } from './opener.ts'
import type { Frame } from './record.ts'
import { nextSecret, openWith, secretLabel, type Level } from './tls13.ts'

/**
 * One encrypted record of TLS 1.3 before the application's keys are in use. Which of the keys it is for is tried:
 * early data may have been refused, and a secret may be missing from the log.
 */
export async function openEarly(state: State, half: Half, frame: Frame): Promise<Opened | null> {
  const round = state.rounds[0]
  const levels: Level[] =
    half.level === null && half.dir === 'c2s' && round?.early
      ? ['early', 'handshake', 'application']
      : ['handshake', 'application']
  if (half.level && half.opener) {
    const opened = frame.damaged ? null : await half.opener.open(wire(half, frame), half.sequence, null)
    half.sequence++
    if (opened) return opened
  }
  for (const level of half.level === 'handshake' ? (['application'] as const) : levels) {
    if (level === half.level || frame.damaged) continue
    const keys = await keysOf(state, half, level)
    const opened = await keys?.opener.open(wire(half, frame), 0, null)
    if (!keys || !opened) continue
    half.level = level
    half.opener = keys.opener
    half.secret = keys.secret
    half.sequence = 1
    return opened
  }
  return null
}

async function keysOf(
  { options, rounds, problems }: State,
  half: Half,
  level: Level,
): Promise<{ opener: Opener; secret: Uint8Array } | null> {
  const { client, server } = rounds[0] ?? {}
  const suite = suiteOf(server)
  const secret = client && options.secrets?.logged.get(hex(client.random))?.get(secretLabel(level, half.dir === 'c2s'))
  if (!secret || !options.ciphers) return null
  const opener = suite && (await openWith(options.ciphers, suite, secret))
  if (!opener) {
    notSupported(problems, half, server)
    return null
  }
  return { opener, secret }
}

/** TLS 1.3: EndOfEarlyData, Finished and KeyUpdate are the last under their keys. */
export async function changeKeys(state: State, half: Half, type: number): Promise<void> {
  let keys: Awaited<ReturnType<typeof keysOf>> = null
  if (type === 5 && half.level === 'early') {
    half.level = 'handshake'
    keys = await keysOf(state, half, 'handshake')
  } else if (type === 20 && half.level === 'handshake') {
    half.level = 'application'
    keys = await keysOf(state, half, 'application')
  } else if (type === 24 && half.level === 'application' && half.secret) {
    const suite = suiteOf(state.rounds[0]?.server)
    const { ciphers } = state.options
    const secret = ciphers && suite && (await nextSecret(ciphers, suite.prf, half.secret))
    const opener = secret && (await openWith(ciphers, suite, secret))
    if (opener) keys = { opener, secret }
  } else return
  half.opener = keys?.opener ?? null
  half.secret = keys?.secret ?? null
  half.sequence = 0
}
