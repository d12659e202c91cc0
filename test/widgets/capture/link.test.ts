// Each answer of the worker goes to who asked for it, whatever else is being asked.
import { beforeEach, expect, test, vi } from 'vitest'
import { CaptureLink } from '../../../src/widgets/capture/CaptureLink.ts'
import { FileGone, type FromWorker, type ToWorker } from '../../../src/widgets/capture/CaptureMessages.ts'
import { PART_STEPS } from '../../../src/widgets/capture/CaptureParts.ts'

vi.mock('../../../src/widgets/capture/CaptureWorker.ts?worker&url', () => ({ default: 'worker.js' }))
vi.mock('../../../src/widgets/capture/worker-url.ts', () => ({ workerUrl: (url: string) => url }))

/** A worker that keeps what it is asked; the test answers. */
class FakeWorker {
  onmessage: (event: { data: FromWorker }) => void = () => undefined
  onerror: () => void = () => undefined
  readonly asked: ToWorker[] = []
  terminated = false
  postMessage(message: ToWorker): void {
    this.asked.push(message)
  }
  terminate(): void {
    this.terminated = true
  }
  say(data: unknown): void {
    this.onmessage({ data: data as FromWorker })
  }
}
let worker: FakeWorker
let link: CaptureLink

beforeEach(() => {
  worker = new FakeWorker()
  vi.stubGlobal(
    'Worker',
    vi.fn(function () {
      return worker
    }),
  )
  link = new CaptureLink()
})

const quiet = () => undefined
const number = (nth: number): number => worker.asked[nth]!.ask

test('two parts asked for at once each come to who asked for them', async () => {
  const opens = [link.open(0, 1, quiet), link.open(0, 2, quiet)]
  for (const nth of [1, 0]) worker.say({ kind: 'open', ask: number(nth), opened: `part ${nth + 1}` })
  expect(await Promise.all(opens)).toEqual(['part 1', 'part 2'])
})

test('a failure is told to who asked, and to nobody else', async () => {
  const [list, transcript] = [link.list(1), link.transcript(0)]
  worker.say({ kind: 'failed', ask: number(1), message: 'too long' })
  await expect(transcript).rejects.toThrow('too long')
  worker.say({ kind: 'list', ask: number(0), streams: [] })
  expect(await list).toEqual([])
})

test('a file that is gone is told by its name', async () => {
  const read = link.read(new File([], 'a.pcap'), null, quiet)
  worker.say({ kind: 'failed', ask: number(0), message: 'TypeError: network error', gone: 'a.pcap' })
  await expect(read).rejects.toEqual(new FileGone('a.pcap'))
})

test('bytes are those of the step of the part; where they fail it is said, and nobody waits', async () => {
  const failed = vi.fn()
  const source = link.bytes(3, 2, failed)
  const came = [source.bytesOf(4), source.bytesOf(5)]
  expect(worker.asked).toMatchObject([
    { kind: 'bytes', stream: 3, step: 2 * PART_STEPS + 4 },
    { kind: 'bytes', stream: 3, step: 2 * PART_STEPS + 5 },
  ])
  worker.say({ kind: 'failed', ask: number(0), message: 'no room' })
  worker.say({ kind: 'bytes', ask: number(1), bytes: 'bytes' })
  expect(await Promise.all(came)).toEqual([null, 'bytes'])
  expect(failed.mock.calls).toEqual([[new Error('no room')]])
})

test('progress is told to who asked last', async () => {
  const progress = vi.fn()
  void link.read(new File([], 'a.pcap'), null, progress)
  worker.say({ kind: 'progress', done: 0.5, doing: 'Reading' })
  expect(progress).toHaveBeenCalledWith(0.5, 'Reading')
})

test.each([
  ['that breaks', () => worker.onerror(), 'could not be started'],
  ['that is stopped', () => link.close(), 'stopped'],
])('a worker %s keeps nobody waiting', async (_, end, said) => {
  const asked = [link.open(0, 0, quiet), link.list(0)]
  end()
  for (const each of asked) await expect(each).rejects.toThrow(said)
})
