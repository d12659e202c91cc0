/** The page's end of the line to the worker that reads a capture. */
import readerUrl from './CaptureWorker.ts?worker&url'
import { workerUrl } from './worker-url.ts'
import type { ByteSource } from '../bytes/BytesWire.ts'
import type { CapturedStream } from './CaptureAccount.ts'
import { FileGone, type Answer, type FromWorker, type Request, type ToWorker } from './CaptureMessages.ts'
import { PART_STEPS, type TimelinePart } from './CaptureParts.ts'

type AnswerTo<K extends Request['kind']> = Extract<Answer, { kind: K }>
type Progress = (done: number, doing: string) => void

export class CaptureLink {
  readonly #worker: Worker
  /** Who waits for an answer, by the number of what was asked. */
  readonly #waiting = new Map<number, { done: (answer: Answer) => void; fail: (error: Error) => void }>()
  #asked = 0
  #progress: Progress = () => undefined

  constructor() {
    this.#worker = new Worker(workerUrl(readerUrl), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data)
    this.#worker.onerror = () =>
      this.#failAll('The reader could not be started, or ran out of memory. Reload the page to try again.')
  }

  /** What mail there is in a capture. */
  read(file: File, keyLog: File | null, progress: Progress): Promise<AnswerTo<'read'>> {
    this.#progress = progress
    return this.#ask({ kind: 'read', file, keyLog })
  }

  /** A page of the list of conversations. */
  async list(page: number): Promise<readonly CapturedStream[]> {
    return (await this.#ask({ kind: 'list', page })).streams
  }

  /** One part of a conversation. The first time it is read, which may take a while. */
  async open(stream: number, part: number, progress: Progress): Promise<TimelinePart> {
    this.#progress = progress
    return (await this.#ask({ kind: 'open', stream, part })).opened
  }

  /** The whole conversation as a text. */
  async transcript(stream: number): Promise<Blob> {
    return (await this.#ask({ kind: 'transcript', stream })).text
  }

  /**
   * The bytes of the steps of one part. What its keys open is open already.
   *
   * @param failed told where bytes do not come; the step has none then
   */
  bytes(stream: number, part: number, failed: (error: unknown) => void): ByteSource {
    return {
      hasKeys: true,
      opened: true,
      open: () => Promise.resolve(),
      bytesOf: async (step) => {
        try {
          return (await this.#ask({ kind: 'bytes', stream, step: part * PART_STEPS + step })).bytes
        } catch (error) {
          failed(error)
          return null
        }
      },
    }
  }

  /** Stops whatever is being read, at once. */
  close(): void {
    this.#worker.terminate()
    this.#failAll('The reader was stopped.')
  }

  #ask<R extends Request>(request: R): Promise<AnswerTo<R['kind']>> {
    return new Promise((resolve, fail) => {
      const ask = ++this.#asked
      this.#waiting.set(ask, { done: (answer) => resolve(answer as AnswerTo<R['kind']>), fail })
      this.#worker.postMessage({ ...request, ask } satisfies ToWorker)
    })
  }

  #failAll(why: string): void {
    for (const { fail } of this.#waiting.values()) fail(new Error(why))
    this.#waiting.clear()
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'progress') return this.#progress(message.done, message.doing)
    const waiting = this.#waiting.get(message.ask)
    this.#waiting.delete(message.ask)
    if (message.kind === 'failed') waiting?.fail(message.gone ? new FileGone(message.gone) : new Error(message.message))
    else waiting?.done(message)
  }
}
