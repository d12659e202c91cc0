/** Reads a learner's capture away from the page, and keeps it here: the page asks for what it shows. */
import type { Conversation } from '../../core/conversation/conversation.ts'
import type { Timeline } from '../../core/timeline/timeline.ts'
import { webCiphers } from '../../core/tls/webcrypto.ts'
import { Wire } from '../bytes/BytesWire.ts'
import { readFound, readOwnCapture, type CaptureReading } from './CaptureAccount.ts'
import { FileGone, LIST_ROWS, type Answer, type FromWorker, type Request, type ToWorker } from './CaptureMessages.ts'
import { partOf } from './CaptureParts.ts'
import { transcriptOf } from './CaptureTranscript.ts'

let reading: CaptureReading | null = null
/** The conversation that is shown. One at a time: each may be large. */
let shown: { stream: number; timeline: Timeline; conversation: Conversation; wire: Wire } | null = null

const ciphers = webCiphers(globalThis.crypto?.subtle)
const say = (message: FromWorker): void => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  const { ask } = data
  answer(data).then(
    (found) => say({ ...found, ask }),
    (error: unknown) =>
      say({ kind: 'failed', message: String(error), ask, ...(error instanceof FileGone && { gone: error.file }) }),
  )
})

async function answer(request: Request): Promise<Answer> {
  if (request.kind === 'read') {
    const { file, keyLog } = request
    const bytes = await orGone(file, bytesOf(file))
    reading = await readOwnCapture(bytes, {
      keyLogs: keyLog ? [await orGone(keyLog, keyLog.text())] : [],
      ciphers,
      progress: teller(0.3),
    })
    const { streams, findings } = reading
    return { kind: 'read', count: streams.length, streams: page(0), findings }
  }
  if (request.kind === 'list') return { kind: 'list', streams: page(request.page) }
  const { timeline, conversation, wire } = await show(request.stream)
  switch (request.kind) {
    case 'open':
      return { kind: 'open', opened: partOf(timeline, request.part, conversation.cut) }
    case 'transcript':
      return { kind: 'transcript', text: new Blob([transcriptOf(timeline, conversation.cut)], { type: 'text/plain' }) }
    case 'bytes':
      return { kind: 'bytes', bytes: wire.bytesOf(request.step) }
  }
}

const page = (at: number) =>
  (reading?.streams ?? []).slice(at * LIST_ROWS, (at + 1) * LIST_ROWS).map(({ about }) => about)

/** Reads a conversation when it is first asked for. */
async function show(index: number): Promise<NonNullable<typeof shown>> {
  if (shown?.stream === index) return shown
  const found = reading?.streams[index]
  if (!reading || !found) throw new RangeError(`There is no conversation ${index + 1} in this capture.`)
  shown = null
  const { timeline, conversation } = await readFound(found, reading.secrets, { ciphers, progress: teller(0) })
  return (shown = { stream: index, timeline, conversation, wire: Wire.of(timeline, [conversation]) })
}

/** Tells how far it is, not more often than can be seen. */
function teller(from: number): (done: number, doing: string) => void {
  let said = -1
  let what = ''
  return (done, doing) => {
    if (done - said < 0.002 && doing.replace(/\d+/g, '') === what) return
    said = done
    what = doing.replace(/\d+/g, '')
    say({ kind: 'progress', done: from + (1 - from) * done, doing })
  }
}

const orGone = <T>({ name }: File, read: Promise<T>): Promise<T> =>
  read.catch(() => {
    throw new FileGone(name)
  })

/** Reads a file piece by piece, so that it can be told how far it is. */
async function bytesOf(file: File): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size)
  const reader = file.stream().getReader()
  let at = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytes.subarray(0, at)
    bytes.set(value.subarray(0, file.size - at), at)
    at = Math.min(file.size, at + value.length)
    say({ kind: 'progress', done: (0.3 * at) / Math.max(1, file.size), doing: 'Reading the file' })
  }
}
