/**
 * A TLS connection out of the two directions of a TCP stream.
 *
 * Each direction is read on its own; which keys apply follows from what it said before. Where it depends on the other
 * one (a ClientHello's keys on the ServerHello's answer), it waits for that one to get there, and goes on without where
 * the capture does not have it. So it does not matter in which order packets were captured.
 *
 * @see RFC 8446 §5 and Appendix A, RFC 5246 §7
 */
import type { Direction, Problem } from '../parse.ts'
import type { Ciphers } from './cipher.ts'
import { chosenGroup, chosenVersion, equal, hex, readHello, type Hello } from './hello.ts'
import { joinHandshake, startsHandshake, type Joiner } from './joiner.ts'
import type { Opened, Opener } from './opener.ts'
import { readRecords, type Frame, type Framing } from './record.ts'
import { protection, suiteName, type Protection } from './suites.ts'
import { nextSecret, openWith, secretLabel, type Level } from './tls13.ts'
import type { Sealing, TlsConnection, TlsHalf, TlsInput, TlsOptions, TlsRecord } from './types.ts'

/** One handshake: the first of the connection, or a renegotiation. */
interface Round {
  client: Hello | null
  server: Hello | null
  /** The client has offered early data and the server has not asked for another ClientHello. */
  early: boolean
  group: number | null
  /** ServerHelloDone has come. */
  done: boolean
  /** The ticket that the server hands out before TLS 1.3. */
  ticket: Uint8Array | null
  resumed: boolean
}

interface Half {
  readonly dir: Direction
  readonly input: TlsInput
  readonly framing: Framing
  readonly records: TlsRecord[]
  readonly joiner: Joiner
  /** Which round its hellos belong to: one more with each ChangeCipherSpec before TLS 1.3. */
  round: number
  /** Before TLS 1.3: true from the ChangeCipherSpec on. */
  encrypted: boolean
  opener: Opener | null
  sealing: Sealing | null
  sequence: number
  /** The record before under the same keys. */
  before: Uint8Array | null
  /** TLS 1.3: what the current keys are for, and the secret they come from. */
  level: Level | null
  secret: Uint8Array | null
}

interface State {
  readonly options: TlsOptions
  readonly rounds: Round[]
  readonly problems: (Problem & { readonly dir: Direction })[]
  readonly halves: Readonly<Record<Direction, Half>>
  version: number | null
}

const is13 = (version: number | null) => version !== null && (version === 0x0304 || version >> 8 === 0x7f)

/**
 * Reads both directions of a TLS connection. Never throws, nor rejects. What no secret opens stays shut; what is
 * damaged is a problem, and reading goes on with the next record.
 */
export async function readTls(c2s: TlsInput, s2c: TlsInput, options: TlsOptions = {}): Promise<TlsConnection> {
  const state: State = {
    options,
    rounds: [],
    problems: [],
    halves: { c2s: half('c2s', c2s), s2c: half('s2c', s2c) },
    version: null,
  }
  const { halves } = state
  for (let stuck = false; ;) {
    const before = halves.c2s.records.length + halves.s2c.records.length
    await run(state, halves.s2c, stuck)
    await run(state, halves.c2s, stuck)
    const after = halves.c2s.records.length + halves.s2c.records.length
    if (after === halves.c2s.framing.frames.length + halves.s2c.framing.frames.length) break
    // Neither could go on: what they wait for is not in the capture.
    stuck = after === before
  }
  for (const { dir, framing, joiner } of Object.values(halves)) {
    for (const problem of framing.problems) state.problems.push({ ...problem, dir })
    if (joiner.waiting()) {
      state.problems.push({ offset: framing.end, message: 'A handshake message does not end.', dir })
    }
  }
  const first = state.rounds[0]
  return {
    version: state.version,
    cipher: first?.server?.suites[0] ?? null,
    group: first?.group ?? null,
    resumed: first?.resumed ?? false,
    c2s: finish(halves.c2s),
    s2c: finish(halves.s2c),
    problems: state.problems,
  }
}

function half(dir: Direction, input: TlsInput): Half {
  return {
    dir,
    input,
    framing: readRecords(input),
    records: [],
    joiner: joinHandshake(),
    round: 0,
    encrypted: false,
    opener: null,
    sealing: null,
    sequence: 0,
    before: null,
    level: null,
    secret: null,
  }
}

function finish({ records, input, framing: { end, unparsed } }: Half): TlsHalf {
  return { records, start: input.start ?? 0, end, unparsed }
}

function roundOf(state: State, half: Half): Round {
  return (state.rounds[half.round] ??= {
    client: null,
    server: null,
    early: false,
    group: null,
    done: false,
    ticket: null,
    resumed: false,
  })
}

// Enough to keep a thread pool busy, few enough to repeat when a KeyUpdate ends the keys halfway.
const batchMax = 128

/** Reads on in one direction, to its end or to where it needs the other one. */
async function run(state: State, half: Half, stuck: boolean): Promise<void> {
  const { frames } = half.framing
  while (half.records.length < frames.length) {
    const frame = frames[half.records.length]
    if (!frame) return
    const new13 = is13(state.version)
    const round = roundOf(state, half)
    // What a ChangeCipherSpec means, and with which keys an encrypted record opens, both hellos tell. Once encryption is
    // on, its keys are settled until the next ChangeCipherSpec.
    const turns = frame.type === 20 ? !new13 : frame.type === 23 && !half.encrypted
    if (turns && !(round.client && round.server) && !stuck) return
    const encrypted = new13 ? frame.type === 23 : half.encrypted || frame.type === 23
    if (!encrypted) {
      await take(state, half, frame, null)
    } else if (new13) await runNew(state, half)
    else await runOld(state, half)
    // One step without the other's help; from here on it may be able to answer.
    if (stuck) return
  }
}

/** Encrypted records before TLS 1.3, up to the next ChangeCipherSpec. */
async function runOld(state: State, half: Half): Promise<void> {
  const batch = nextFrames(half, (frame, batch) => frame.type !== 20 && batch[0]?.type !== 20)
  const opened = await openBatch(half, batch)
  for (const [i, frame] of batch.entries()) {
    half.sequence++
    await take(state, half, frame, opened[i] ?? null)
  }
}

/** Encrypted records of TLS 1.3, up to the next change of keys. */
async function runNew(state: State, half: Half): Promise<void> {
  if (half.level !== 'application') {
    const frame = half.framing.frames[half.records.length]
    if (frame) await take(state, half, frame, await openEarly(state, half, frame))
    return
  }
  const batch = nextFrames(half, (frame) => frame.type === 23)
  const opened = await openBatch(half, batch)
  for (const [i, frame] of batch.entries()) {
    const { secret } = half
    half.sequence++
    await take(state, half, frame, opened[i] ?? null)
    // A KeyUpdate: what was opened ahead with the old keys is void.
    if (half.secret !== secret) return
  }
}

function nextFrames(half: Half, fits: (frame: Frame, batch: readonly Frame[]) => boolean): Frame[] {
  const batch: Frame[] = []
  for (let i = half.records.length; i < half.framing.frames.length && batch.length < batchMax; i++) {
    const frame = half.framing.frames[i]
    if (!frame || (batch.length > 0 && !fits(frame, batch))) break
    // After a hole it is not known how many records are lost, so what follows it starts a batch of its own.
    if (batch.length > 0 && frame.lost > 0) break
    batch.push(frame)
  }
  return batch
}

const wire = (half: Half, frame: Frame) => half.input.bytes.subarray(frame.start, frame.end)

async function openBatch(half: Half, batch: readonly Frame[]): Promise<(Opened | null)[]> {
  const { opener, sequence } = half
  if (!opener) return []
  const first = batch[0]
  if (first && first.lost > 0) {
    // A record takes 22 bytes at least: so many may be lost at most.
    const most = Math.min(Math.floor(first.lost / 22), 64)
    for (let skipped = 0; skipped <= most; skipped++) {
      if (await opener.open(wire(half, first), sequence + skipped, half.before)) {
        half.sequence += skipped
        break
      }
    }
  }
  return Promise.all(
    batch.map((frame, i) => {
      const before = batch[i - 1]
      const previous = before ? wire(half, before) : half.before
      return frame.damaged ? null : opener.open(wire(half, frame), half.sequence + i, previous)
    }),
  )
}

/**
 * One encrypted record of TLS 1.3 before the application's keys are in use. Which of the keys it is for is tried:
 * early data may have been refused, and a secret may be missing from the log.
 */
async function openEarly(state: State, half: Half, frame: Frame): Promise<Opened | null> {
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

const suiteOf = (server: Hello | null | undefined): Protection | null => protection(server?.suites[0] ?? 0)

function notSupported(problems: State['problems'], { dir, framing, records }: Half, server: Hello | null | undefined) {
  const name = server ? suiteName(server.suites[0] ?? 0) : 'An unknown cipher suite'
  if (problems.some(({ message }) => message.startsWith(name))) return
  const offset = framing.frames[records.length]?.start ?? framing.end
  problems.push({ offset, dir, message: `${name} is not supported: what it protects stays shut.` })
}

/** Adds a record, with what was inside where it opened, and follows what it says. */
async function take(state: State, half: Half, frame: Frame, opened: Opened | null): Promise<void> {
  const new13 = is13(state.version)
  let encrypted = new13 ? frame.type === 23 : half.encrypted || frame.type === 23
  const plain = half.input.bytes.subarray(frame.start + 5, frame.end)
  // A connection that was captured from its middle on is encrypted without having said so.
  if (!encrypted && frame.type === 22 && !half.joiner.waiting() && !startsHandshake(plain)) encrypted = true
  if (!encrypted && frame.type === 21 && plain.length !== 2) encrypted = true
  const content = encrypted ? (opened?.content ?? null) : frame.damaged ? null : plain
  const contentType = encrypted ? (opened?.contentType ?? null) : frame.damaged ? null : frame.type
  const index = half.records.length
  const handshake = contentType === 22 && content ? half.joiner.add(content, index) : []
  if (frame.damaged) half.joiner.reset()
  half.before = wire(half, frame)
  half.records.push({
    start: frame.start,
    end: frame.end,
    dir: half.dir,
    type: frame.type,
    version: frame.version,
    length: frame.length,
    cut: frame.cut,
    damaged: frame.damaged,
    encrypted,
    decrypted: opened !== null,
    contentType,
    content,
    opened: opened?.opened ?? null,
    mac: opened?.mac ?? 0,
    sealing: encrypted
      ? new13
        ? { nonce: 0, tag: suiteOf(state.rounds[0]?.server)?.tagLength ?? 16 }
        : half.sealing
      : null,
    handshake,
    alert:
      contentType === 21 && content?.length === 2 ? { level: content[0] ?? 0, description: content[1] ?? 0 } : null,
  })
  for (const message of handshake) await follow(state, half, message.type, message.bytes, message.retry)
  if (frame.type === 20 && !new13) await changeCipher(state, half)
}

/** What a handshake message changes for the records after it. */
async function follow(state: State, half: Half, type: number, bytes: Uint8Array, retry: boolean): Promise<void> {
  const round = roundOf(state, half)
  const client = half.dir === 'c2s'
  if (type === 1 && client) {
    // Secrets are logged under the random of the first ClientHello; after a retry it is the same.
    round.early = !round.client && (readHello(bytes)?.extensions.has(42) ?? false)
    round.client ??= readHello(bytes)
  } else if (type === 2 && !client) {
    const hello = readHello(bytes)
    if (!hello) return
    round.group = chosenGroup(hello) ?? round.group
    if (retry) {
      state.version ??= chosenVersion(hello)
      round.early = false
      return
    }
    round.server = hello
    state.version = half.round === 0 ? chosenVersion(hello) : state.version
    if (is13(state.version)) round.resumed = hello.extensions.has(41)
  } else if (type === 12 && !client) round.group = curveOf(round.server, bytes) ?? round.group
  else if (type === 14) round.done = true
  else if (type === 4 && !is13(state.version)) round.ticket = bytes.subarray(10)
  else if (is13(state.version) && half.level) await changeKeys(state, half, type)
}

/** The named curve of a ServerKeyExchange (RFC 8422 §5.4; RFC 5489 §2 puts a hint before it). */
function curveOf(server: Hello | null, message: Uint8Array): number | null {
  const name = suiteName(server?.suites[0] ?? 0)
  if (!/^TLS_EC(DHE|DH_anon)_/.test(name)) return null
  const at = 4 + (name.startsWith('TLS_ECDHE_PSK') ? 2 + (((message[4] ?? 0) << 8) | (message[5] ?? 0)) : 0)
  return message[at] === 3 ? ((message[at + 1] ?? 0) << 8) | (message[at + 2] ?? 0) : null
}

/** TLS 1.3: EndOfEarlyData, Finished and KeyUpdate are the last under their keys. */
async function changeKeys(state: State, half: Half, type: number): Promise<void> {
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

/** Before TLS 1.3: from here on this direction uses the keys of the round it is in. */
async function changeCipher(state: State, half: Half): Promise<void> {
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
