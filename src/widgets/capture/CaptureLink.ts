/** The page's end of the line to the worker that reads a capture. */
import readerUrl from './CaptureWorker.ts?worker&url'
import { workerUrl } from '../../site/worker-url.ts'
import type { ByteSource, StepBytes } from '../bytes/BytesWire.ts'
import type { CapturedStream } from './CaptureAccount.ts'
import type { FromWorker, ToWorker } from './CaptureMessages.ts'
import { PART_STEPS, type TimelinePart } from './CaptureParts.ts'

type Answer<K extends FromWorker['kind']> = Extract<FromWorker, { kind: K }>
type Progress = (done: number, doing: string) => void

export class CaptureLink {
  readonly #worker: Worker
  readonly #asked = new Map<number, (bytes: StepBytes | null) => void>()
  #ask = 0
  /** Who waits for the next answer of a kind; the page asks for one of each at a time. */
  readonly #waiting = new Map<
    FromWorker['kind'],
    { done: (answer: FromWorker) => void; fail: (error: Error) => void }
  >()
  #progress: Progress = () => undefined

  constructor() {
    this.#worker = new Worker(workerUrl(readerUrl), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data)
    this.#worker.onerror = () =>
      this.#fail(new Error('The reader could not be started, or ran out of memory. Reload the page to try again.'))
  }

  /** What mail there is in a capture. */
  read(file: File, keyLog: File | null, progress: Progress): Promise<Answer<'read'>> {
    this.#progress = progress
    return this.#answer('read', { kind: 'read', file, keyLog })
  }

  /** A page of the list of conversations. */
  async list(page: number): Promise<readonly CapturedStream[]> {
    return (await this.#answer('list', { kind: 'list', page })).streams
  }

  /** One part of a conversation. The first time it is read, which may take a while. */
  async open(stream: number, part: number, progress: Progress): Promise<TimelinePart> {
    this.#progress = progress
    return (await this.#answer('open', { kind: 'open', stream, part })).opened
  }

  /** The whole conversation as a text. */
  async transcript(stream: number): Promise<Blob> {
    return (await this.#answer('transcript', { kind: 'transcript', stream })).text
  }

  /** The bytes of the steps of one part. What its keys open is open already. */
  bytes(stream: number, part: number): ByteSource {
    return {
      hasKeys: true,
      opened: true,
      open: () => Promise.resolve(),
      bytesOf: (step) =>
        new Promise((resolve) => {
          const ask = ++this.#ask
          this.#asked.set(ask, resolve)
          this.#say({ kind: 'bytes', stream, step: part * PART_STEPS + step, ask })
        }),
    }
  }

  /** Stops whatever is being read, at once. */
  close(): void {
    this.#worker.terminate()
  }

  #answer<K extends FromWorker['kind']>(kind: K, message: ToWorker): Promise<Answer<K>> {
    return new Promise((resolve, fail) => {
      this.#waiting.set(kind, { done: (answer) => resolve(answer as Answer<K>), fail })
      this.#say(message)
    })
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #fail(error: Error): void {
    for (const { fail } of this.#waiting.values()) fail(error)
    this.#waiting.clear()
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'progress') this.#progress(message.done, message.doing)
    else if (message.kind === 'failed') this.#fail(new Error(message.message))
    else if (message.kind === 'bytes') {
      this.#asked.get(message.ask)?.(message.bytes)
      this.#asked.delete(message.ask)
    } else {
      this.#waiting.get(message.kind)?.done(message)
      this.#waiting.delete(message.kind)
    }
  }
}
