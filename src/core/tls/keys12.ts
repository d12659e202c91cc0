/**
 * Before TLS 1.3: the keys that a ChangeCipherSpec puts in force.
 *
 * @see RFC 5246 §7.1 and §7.3, RFC 5077 §3.4
 */
import { equal, hex } from '../bytes.ts'
import type { Ciphers } from './cipher.ts'
import { notSupported, roundOf, suiteOf, type Half, type State } from './connection.ts'
import type { Hello } from './hello.ts'
import type { Opener } from './opener.ts'
import type { Sealing } from './types.ts'

/** Before TLS 1.3: from here on this direction uses the keys of the round it is in. */
export async function changeCipher(state: State, half: Half): Promise<void> {
  const round = roundOf(state, half)
  const { client, server } = round
  half.encrypted = true
  half.opener = null
  half.sealing = null
  half.sequence = 0
  half.before = null
  half.joiner.reset()
  if (client && server) {
    // Resumed: the server repeats the client's session id, or leaves out everything between its hello and this.
    const repeated = client.sessionId.length > 0 && equal(client.sessionId, server.sessionId)
    round.resumed = repeated || round.resumed || (half.dir === 's2c' && !round.done)
    if (round.resumed) round.group = null
    const old = await oldKeys(state, half, client, server)
    half.opener = old?.opener ?? null
    half.sealing = old?.sealing ?? null
  }
  half.round++
}

async function oldKeys(
  state: State,
  half: Half,
  clientHello: Hello,
  server: Hello,
): Promise<{ opener: Opener | null; sealing: Sealing } | null> {
  const { version, options, problems } = state
  const suite = suiteOf(server)
  if (!suite || version === null || version < 0x0301 || version > 0x0303) {
    if (options.secrets?.logged.has(hex(clientHello.random))) notSupported(problems, half, server)
    return null
  }
  const encryptThenMac = suite.mode === 'cbc' && server.extensions.has(22)
  const { sealingOf, openWith: openOld } = await import('./tls12.ts')
  const sealing = sealingOf(suite, version, encryptThenMac)
  const round = roundOf(state, half)
  const { logged, sessions } = options.secrets ?? {}
  const names = [clientHello.extensions.get(35), clientHello.sessionId].flatMap((name) =>
    name?.length ? [hex(name)] : [],
  )
  const known = round.resumed ? names.flatMap((name) => sessions?.get(name) ?? []) : []
  const master = logged?.get(hex(clientHello.random))?.get('CLIENT_RANDOM') ?? known[0]
  if (master && server.sessionId.length) sessions?.set(hex(server.sessionId), master)
  if (master && round.ticket) sessions?.set(hex(round.ticket), master)
  const ciphers: Ciphers | undefined = options.ciphers
  if (!master || !ciphers) return { opener: null, sealing }
  const opener = await openOld(ciphers, {
    version,
    suite,
    master,
    clientRandom: clientHello.random,
    serverRandom: server.random,
    encryptThenMac,
    client: half.dir === 'c2s',
  })
  if (!opener) notSupported(problems, half, server)
  return { opener, sealing }
}
