/**
 * A TLS connection out of the two directions of a TCP stream.
 *
 * Each direction is read on its own; which keys apply follows from what it said before. Where it depends on the other
 * one (a ClientHello's keys on the ServerHello's answer), it waits for that one to get there, and goes on without where
 * the capture does not have it. So it does not matter in which order packets were captured.
 *
 * @see RFC 8446 §5 and Appendix A, RFC 5246 §7
 */
import { half, isEncrypted, roundOf, wire, type Half, type State } from './connection.ts'
import { take } from './follow.ts'
import { openEarly } from './keys13.ts'
import { is13 } from './names.ts'
import { readOldHello } from './old-hello.ts'
import type { Opened } from './opener.ts'
import type { Frame } from './record.ts'
import type { TlsConnection, TlsHalf, TlsInput, TlsOptions } from './types.ts'

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
  roundOf(state, halves.c2s).client = readOldHello(c2s.bytes, c2s.start ?? 0)
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

function finish({ records, input, framing: { end, unparsed } }: Half): TlsHalf {
  return { records, start: input.start ?? 0, end, unparsed }
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
    if (!isEncrypted(state, half, frame)) await take(state, half, frame, null)
    else if (new13) await runNew(state, half)
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
  tell(state)
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
  tell(state)
}

function tell({ options: { progress }, halves: { c2s, s2c } }: State): void {
  progress?.((c2s.records.length + s2c.records.length) / (c2s.framing.frames.length + s2c.framing.frames.length))
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
