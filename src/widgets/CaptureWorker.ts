/** Reads a learner's capture away from the page, and keeps it here: the page asks for what it shows. */
import { webCiphers } from '../core/tls/webcrypto.ts'
import { Wire } from './BytesWire.ts'
import { readOwnCapture, type CaptureReading } from './CaptureAccount.ts'
import type { FromWorker, ToWorker } from './CaptureMessages.ts'
import { partOf } from './CaptureParts.ts'
import { transcriptOf } from './CaptureTranscript.ts'

let reading: CaptureReading | null = null
const wires = new Map<number, Wire>()

const say = (message: FromWorker): void => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  answer(data).catch((error: unknown) => say({ kind: 'failed', message: String(error) }))
})

async function answer(message: ToWorker): Promise<void> {
  if (message.kind === 'read') {
    const bytes = await bytesOf(message.file)
    reading = await readOwnCapture(bytes, {
      keyLogs: message.keyLog ? [await message.keyLog.text()] : [],
      ciphers: webCiphers(globalThis.crypto?.subtle),
      progress: (done) => say({ kind: 'progress', done: 0.3 + 0.7 * done }),
    })
    say({ kind: 'read', streams: reading.streams.map(({ about }) => about), findings: reading.findings })
    return
  }
  const stream = reading?.streams[message.stream]
  if (!stream) return
  if (message.kind === 'open') {
    say({ kind: 'open', opened: partOf(stream.timeline, message.part) })
    return
  }
  if (message.kind === 'transcript') {
    say({ kind: 'transcript', text: new Blob([transcriptOf(stream.timeline)], { type: 'text/plain' }) })
    return
  }
  const wire = wires.get(message.stream) ?? Wire.of(stream.timeline, [stream.conversation])
  wires.set(message.stream, wire)
  say({ kind: 'bytes', ask: message.ask, bytes: wire.bytesOf(message.step) })
}

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
    say({ kind: 'progress', done: (0.3 * at) / Math.max(1, file.size) })
  }
}
