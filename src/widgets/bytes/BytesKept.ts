/**
 * A session's bytes as the build laid them out: what was on the wire, its
 * fields found already. So looking at them costs no parser; opening what is
 * sealed fetches one, and the capture with its keys.
 */
import type { Direction, Field, Span } from '../../core/parse.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import type { ByteSource, StepBytes } from './BytesWire.ts'

/** The shape of `/capture/bytes/<id>.json`. */
export interface KeptBytes {
  /** Whether the recording has its keys. */
  readonly keys: boolean
  /** Both directions of each stream, in base64. */
  readonly streams: readonly Readonly<Record<Direction, string>>[]
  /** For each step its fields and what is sealed, counted from its first byte; null where it has no bytes. */
  readonly steps: readonly ({ readonly fields: readonly Field[]; readonly sealed: readonly Span[] } | null)[]
}

/** @returns null where the site has none for this session */
export async function keptBytes(timeline: Timeline, wireUrl: string, signal: AbortSignal): Promise<ByteSource | null> {
  // The version in the capture's address stands for these too: they are made from it.
  const { search } = new URL(wireUrl, location.href)
  const response = await fetch(`/capture/bytes/${timeline.id}.json${search}`, { signal })
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return null
  return new Kept(timeline, wireUrl, (await response.json()) as KeptBytes)
}

class Kept implements ByteSource {
  readonly hasKeys: boolean
  readonly #timeline: Timeline
  readonly #wireUrl: string
  readonly #steps: KeptBytes['steps']
  readonly #streams: readonly Readonly<Record<Direction, Uint8Array>>[]
  #wire: ByteSource | null = null

  constructor(timeline: Timeline, wireUrl: string, kept: KeptBytes) {
    this.hasKeys = kept.keys
    this.#timeline = timeline
    this.#wireUrl = wireUrl
    this.#steps = kept.steps
    this.#streams = kept.streams.map(({ c2s, s2c }) => ({ c2s: fromBase64(c2s), s2c: fromBase64(s2c) }))
  }

  get opened(): boolean {
    return this.#wire !== null
  }

  async open(): Promise<void> {
    const { readWire } = await import('./BytesWire.ts')
    const wire = await readWire(this.#timeline, this.#wireUrl)
    await wire.open()
    this.#wire = wire
  }

  bytesOf(index: number): ReturnType<ByteSource['bytesOf']> {
    if (this.#wire) return this.#wire.bytesOf(index)
    const step = this.#timeline.steps[index]
    const kept = this.#steps[index]
    const stream = step && this.#streams[step.stream]
    if (!step?.span || !kept || !stream) return null
    const { dir, start, end } = step.span
    const wire: StepBytes['wire'] = { bytes: stream[dir].slice(start, end), offset: start, ...kept }
    return { wire, opened: null }
  }
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
