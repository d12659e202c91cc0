/** The page's end of the line to the worker that reads a capture. */
import readerUrl from './CaptureWorker.ts?worker&url'
import { workerUrl } from '../site/worker-url.ts'
import type { ByteSource, StepBytes } from './BytesWire.ts'
import type { CapturedStream, Finding } from './CaptureAccount.ts'
import type { FromWorker, ToWorker } from './CaptureMessages.ts'
import { PART_STEPS, type TimelinePart } from './CaptureParts.ts'

export interface CaptureRead {
  readonly streams: readonly CapturedStream[]
  readonly findings: readonly Finding[]
}

export class CaptureLink {
  readonly #worker: Worker
  readonly #asked = new Map<number, (bytes: StepBytes | null) => void>()
  #ask = 0
  #read: { done: (read: CaptureRead) => void; fail: (error: Error) => void; progress: (done: number) => void } | null =
    null
  #opened: ((part: TimelinePart) => void) | null = null
  #transcript: ((text: Blob) => void) | null = null

  constructor() {
    this.#worker = new Worker(workerUrl(readerUrl), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data)
    this.#worker.onerror = () =>
      this.#read?.fail(new Error('The reader could not be started. Reload the page to try again.'))
  }

  read(file: File, keyLog: File | null, progress: (done: number) => void): Promise<CaptureRead> {
    return new Promise((done, fail) => {
      this.#read = { done, fail, progress }
      this.#say({ kind: 'read', file, keyLog })
    })
  }

  /** One part of a conversation. */
  open(stream: number, part = 0): Promise<TimelinePart> {
    return new Promise((resolve) => {
      this.#opened = resolve
      this.#say({ kind: 'open', stream, part })
    })
  }

  /** The whole conversation as a text. */
  transcript(stream: number): Promise<Blob> {
    return new Promise((resolve) => {
      this.#transcript = resolve
      this.#say({ kind: 'transcript', stream })
    })
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

  #say(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'progress':
        this.#read?.progress(message.done)
        break
      case 'read':
        this.#read?.done(message)
        break
      case 'failed':
        this.#read?.fail(new Error(message.message))
        break
      case 'open':
        this.#opened?.(message.opened)
        break
      case 'transcript':
        this.#transcript?.(message.text)
        break
      case 'bytes':
        this.#asked.get(message.ask)?.(message.bytes)
        this.#asked.delete(message.ask)
    }
  }
}
