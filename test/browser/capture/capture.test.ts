// A learner opens a file of their own: what is in it, and what is said of a file that will not do.
import { afterEach, expect, test, vi } from 'vitest'
import { commands, page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Capture from '../../../src/widgets/capture/Capture.svelte'
import { readFound, readOwnCapture } from '../../../src/widgets/capture/CaptureAccount.ts'
import { transcriptOf } from '../../../src/widgets/capture/CaptureTranscript.ts'
import { webCiphers } from '../../../src/core/tls/webcrypto.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const recording = new Uint8Array(await (await fetch('/sessions/submission-starttls/wire.pcapng')).arrayBuffer())
const ciphers = webCiphers(crypto.subtle)
afterEach(() => vi.restoreAllMocks())

const text = (words: string) => new TextEncoder().encode(words)

/** The capture without its Decryption Secrets Blocks (pcapng block type 10). */
function withoutKeys(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer)
  const kept: number[] = []
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at + 4, true)
    if (view.getUint32(at, true) !== 10) kept.push(...bytes.subarray(at, at + length))
    at += length
  }
  return Uint8Array.from(kept)
}

async function findingsOf(bytes: Uint8Array, keyLogs: readonly string[] = []) {
  const progress: number[] = []
  const reading = await readOwnCapture(bytes, { keyLogs, ciphers, progress: (done) => progress.push(done) })
  expect(progress).toEqual([...progress].sort((a, b) => a - b))
  return { ...reading, said: reading.findings.map(({ what }) => what) }
}

test('a capture with its keys is opened', async () => {
  const { streams, secrets, said } = await findingsOf(recording)
  expect(said).toEqual([])
  expect(streams.map(({ about }) => about)).toMatchObject([{ protocol: 'SMTP', tls: 'TLS 1.3', readable: 'opened' }])
  const [first] = streams
  const { timeline } = await readFound(first!, secrets, { ciphers, progress: () => undefined })
  const transcript = transcriptOf(timeline)
  expect(transcript).toContain('STARTTLS')
  expect(transcript).toMatch(/C\* MAIL FROM:</)
})

test('without keys it says so, and what to do', async () => {
  const { streams, findings } = await findingsOf(withoutKeys(recording))
  expect(streams[0]?.about.readable).toBe('shut')
  expect(findings).toHaveLength(1)
  expect(findings[0]?.what).toContain('there are no keys, in the file or beside it')
  expect(findings[0]?.todo).toContain('SSLKEYLOGFILE')
})

test('with keys of another connection it says that none belongs to it', async () => {
  const { said } = await findingsOf(withoutKeys(recording), [`CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}`])
  expect(said).toEqual(['1 conversation stays shut: none of the 1 key belongs to it.'])
})

test('a key log without keys is named', async () => {
  expect((await findingsOf(recording, ['hello'])).said).toEqual(['The key log has no keys in it.'])
})

test('a file cut short is read as far as it goes', async () => {
  const { streams, said } = await findingsOf(recording.slice(0, recording.length - 100))
  expect(streams).toHaveLength(1)
  expect(said[0]).toMatch(/^The file is damaged or cut short\. .* packets could be read\.$/)
})

test('what is no capture is told apart', async () => {
  expect((await findingsOf(new Uint8Array())).said).toEqual(['The file is empty.'])
  expect((await findingsOf(text('Dear reader,'))).said[0]).toMatch(/^This file is not a capture/)
  expect((await findingsOf(Uint8Array.of(0x1f, 0x8b, 8, 0))).said[0]).toContain('gzip')
  const keys = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`
  expect((await findingsOf(text(keys))).said).toEqual(['This is a key log, not a capture.'])
})

test('a capture without packets, and one without mail, say exactly that', async () => {
  const view = new DataView(recording.buffer)
  const header = recording.slice(0, view.getUint32(4, true))
  expect((await findingsOf(header)).said).toEqual(['The file is a capture, but there is no packet in it.'])
})

test('a learner chooses a file, sees it on the ladder and opens its bytes', async () => {
  await page.viewport(1280, 900)
  render(Capture, { explanations: '/nothing.json' })
  const input = page.getByLabelText('Choose a capture')
  await userEvent.upload(input, new File([recording], 'mine.pcapng'))
  await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: /^Show/ })).toHaveAttribute('aria-pressed', 'true')
  await expect.element(page.getByRole('region', { name: /^Ladder of/ })).toBeVisible()
  await expect.element(page.getByRole('tree')).toBeVisible()
})

test.each([
  ['at once where motion is to be reduced', true, 'instant'],
  ['smoothly elsewhere', false, 'smooth'],
])('what was opened comes into view and has the focus, %s', async (_, matches, behavior) => {
  await page.viewport(1280, 300)
  vi.spyOn(window, 'matchMedia').mockReturnValue({ matches } as MediaQueryList)
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView')
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([recording], 'mine.pcapng'))
  const heading = page.getByRole('heading', { name: '192.0.2.10:54900 to 192.0.2.25:587' })
  await expect.element(heading).toHaveFocus()
  await expect.element(heading).toBeInViewport()
  expect(scrolled).toHaveBeenCalledExactlyOnceWith({ block: 'center', behavior })
  await page.getByRole('button', { name: /^Show/ }).click()
  await expect.element(heading).toHaveFocus()
  await expect.element(heading).toBeInViewport()
})

const keys = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`
test('a file mended under its name can be chosen again', async () => {
  render(Capture, { explanations: '/nothing.json' })
  for (const name of ['Choose a capture', 'Choose a key log']) {
    const input = page.getByLabelText(name)
    await userEvent.upload(input, new File([recording], 'mine.pcapng'))
    await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
    // A browser tells of a choice only where it differs from what is chosen.
    expect((input.element() as HTMLInputElement).value).toBe('')
  }
})

test('a file that changes after it was chosen is to be chosen again', async () => {
  const path = 'changing.tmp'
  const block = (words: readonly number[]) => String.fromCharCode(...words)
  const alert = page.getByRole('alert')
  const says = 'changing.tmp cannot be read: it was changed or moved after it was chosen. Choose it again.'
  try {
    render(Capture, { explanations: '/nothing.json' })
    await commands.writeFile(path, keys)
    await userEvent.upload(page.getByLabelText('Choose a key log'), path)
    await expect.element(page.getByText(/Now give the capture/)).toBeVisible()
    await commands.writeFile(path, keys + keys)
    await userEvent.upload(page.getByLabelText('Choose a capture'), new File([recording], 'mine.pcapng'))
    await expect.element(alert).toMatchTextContent(says)

    const keyLog = new File([keys], 'secrets')
    await userEvent.upload(page.getByLabelText('Choose a key log'), keyLog)
    await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
    await expect.element(alert).not.toBeInTheDocument()

    // The same of a capture: one of pcapng's magic alone is cut short.
    await commands.writeFile(path, block([10, 13, 13, 10]))
    await userEvent.upload(page.getByLabelText('Choose a capture'), path)
    await expect.element(page.getByText(/cut short/)).toBeVisible()
    await commands.writeFile(path, block([10, 13, 13, 10, 0, 0]))
    await userEvent.upload(page.getByLabelText('Choose a key log'), keyLog)
    await expect.element(alert).toMatchTextContent(says)
  } finally {
    await commands.removeFile(path)
  }
})

test('a name that turns the direction of writing leaves the words around it as they are', async () => {
  const name = 'mail\u202Egnp.pcap'
  render(Capture, { explanations: '/nothing.json' })
  const everyName = () => {
    const names = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
      node.textContent?.includes('\u202E') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
    )
    const found: (string | undefined)[] = []
    while (names.nextNode()) found.push(names.currentNode.parentElement?.localName)
    return found
  }
  await userEvent.upload(page.getByLabelText('Choose a key log'), new File([keys], name))
  await expect.element(page.getByText('The key log is taken. Now give the capture.')).toBeVisible()
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([recording], name))
  await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File(['hello'], name))
  await expect.element(page.getByRole('alert')).toBeVisible()
  expect(everyName()).toEqual(['bdi', 'bdi', 'bdi'])
})

/** The place to drop files, with what was given. */
const chosen = () => page.getByRole('group', { name: 'Choose the files' })

test('a capture called like a text is a capture, and a key log called like nothing is the key log', async () => {
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([withoutKeys(recording)], 'mail.txt'))
  await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
  await userEvent.upload(page.getByLabelText('Choose a key log'), new File([keys], 'secrets'))
  await expect.element(chosen()).toMatchTextContent(/Capture: mail\.txt, .*Key log: secrets\./s)
  await expect.element(page.getByText(/none of the 1 key belongs to it/)).toBeVisible()
})

test('of a capture and a key log dropped together both are kept, in either order', async () => {
  const capture = new File([withoutKeys(recording)], 'mail.pcapng')
  const keyLog = new File([keys], 'secrets')
  for (const files of [
    [capture, keyLog],
    [keyLog, capture],
  ]) {
    const { unmount } = await render(Capture, { explanations: '/nothing.json' })
    const dataTransfer = new DataTransfer()
    for (const file of files) dataTransfer.items.add(file)
    chosen()
      .element()
      .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    await expect.element(chosen()).toMatchTextContent(/Capture: mail\.pcapng, .*Key log: secrets\./s)
    await expect.element(page.getByText(/none of the 1 key belongs to it/)).toBeVisible()
    await unmount()
  }
})

test('a file that is neither is refused by its name, and what was there stays', async () => {
  render(Capture, { explanations: '/nothing.json' })
  const input = page.getByLabelText('Choose a capture')
  await userEvent.upload(input, new File([recording], 'mine.pcapng'))
  await expect.element(page.getByText('1 mail conversation found.')).toBeVisible()
  await userEvent.upload(input, new File(['{"a": 1}'], 'settings.json'))
  const alert = page.getByRole('alert')
  await expect.element(alert).toMatchTextContent('settings.json is neither a capture (pcap or pcapng) nor a key log')
  await expect.element(chosen()).toMatchTextContent('Capture: mine.pcapng')
  await expect.element(chosen()).not.toMatchTextContent('Key log:')
  await userEvent.upload(input, new File([recording], 'mine.pcapng'))
  await expect.element(alert).not.toBeInTheDocument()
})

test('a cipher suite that stays shut although its key is there is named', async () => {
  const file = new URL('../../fixtures/captures/tls12-3des.pcapng', import.meta.url)
  const { said } = await findingsOf(new Uint8Array(await (await fetch(file)).arrayBuffer()))
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^1 conversation stays shut although the keys are there: .* TLS_\w*3DES\w*\.$/)
})

/** A classic pcap file of raw IPv4: one connection to port 25, or one for each client port. */
function captureOf(
  lines: readonly (readonly [from: 'c2s' | 's2c', text: string, client?: number])[],
): Uint8Array<ArrayBuffer> {
  const next = new Map<string, number>()
  const bytes: number[] = []
  const put = (view: DataView, length: number) => bytes.push(...new Uint8Array(view.buffer, 0, length))
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, 0xa1b2c3d4)
  header.setUint32(20, 101)
  put(header, 24)
  for (const [from, said, client = 40_000] of lines) {
    const key = `${from} ${client}`
    const packet = new DataView(new ArrayBuffer(56))
    packet.setUint32(8, 40 + said.length)
    packet.setUint32(12, 40 + said.length)
    packet.setUint16(16, 0x4500)
    packet.setUint16(18, 40 + said.length)
    packet.setUint16(24, 0x4006)
    packet.setUint32(28, from === 'c2s' ? 0xc0000201 : 0xc0000202)
    packet.setUint32(32, from === 'c2s' ? 0xc0000202 : 0xc0000201)
    packet.setUint16(36, from === 'c2s' ? client : 25)
    packet.setUint16(38, from === 'c2s' ? 25 : client)
    packet.setUint32(40, next.get(key) ?? 1)
    next.set(key, (next.get(key) ?? 1) + said.length)
    packet.setUint16(48, 0x5018)
    put(packet, 56)
    for (let i = 0; i < said.length; i++) bytes.push(said.charCodeAt(i))
  }
  return Uint8Array.from(bytes)
}

test('a kind of link that is not read is named by its number, and what can be read', async () => {
  const hello = captureOf([['s2c', 'hello']])
  expect((await findingsOf(hello)).streams).toHaveLength(1)
  hello[23] = 127
  const { said, findings } = await findingsOf(hello)
  expect(said).toEqual(['Packets of link type 127 cannot be read here.'])
  expect(findings[0]?.todo).toContain('Ethernet (1), raw IP (101)')
})

test('a message of hundreds of kilobytes is shown by its beginning, and the page says how much there is', async () => {
  await page.viewport(1280, 900)
  const line = `${'x'.repeat(70)}\r\n`
  const body = Array.from({ length: 300 }, () => ['c2s', line.repeat(14)] as const)
  const file = captureOf([
    ['s2c', '220 mail.example.test\r\n'],
    ['c2s', 'EHLO a\r\n'],
    ['s2c', '250 ok\r\n'],
    ['c2s', 'DATA\r\n'],
    ['s2c', '354 go on\r\n'],
    ...body,
    ['c2s', '.\r\n'],
    ['s2c', '250 ok\r\n'],
  ])
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([file], 'long.pcap'))
  const message = page.getByRole('link', { name: /Message \(4200 lines/ })
  await expect.element(message).toBeInTheDocument()
  // The ladder is drawn a frame or two before it answers.
  await expect.element(page.getByRole('slider', { name: 'Step' })).toBeEnabled()
  ;(message.element() as HTMLElement).click()
  // Asked of its place: to look through all the text on such a page takes seconds.
  const said = () => document.querySelector<HTMLElement>('.bytes header')?.innerText
  await expect.poll(said, { timeout: 15_000 }).toMatch(/the first 65536 of 302403 bytes on the wire/)
})

test('hundreds of conversations are listed in pages, and any of them opens', async () => {
  await page.viewport(1280, 900)
  const lines = Array.from({ length: 120 }, (_, i) => ['s2c', `220 mail${i}.example.test\r\n`, 40_000 + i] as const)
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([captureOf(lines)], 'many.pcap'))
  await expect.element(page.getByText('120 mail conversations found.')).toBeVisible()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await expect.element(page.getByText('101 to 120 of 120')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Next' })).toBeDisabled()
  await expect.element(page.getByRole('button', { name: 'Next' })).toHaveFocus()
  await page.getByRole('button', { name: /^Show 192\.0\.2\.1:40119/ }).click()
  await expect.element(page.getByText('220 mail119.example.test').first()).toBeVisible()
})

/** A conversation of more than two parts. */
const chatter = captureOf(
  Array.from({ length: 65 }, (_, i) => [
    ['c2s', `NOOP ${2 * i}\r\n`] as const,
    ['s2c', `250 answer ${2 * i + 1}\r\n`] as const,
  ]).flat(),
)

async function openChatter() {
  await page.viewport(1280, 900)
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([chatter], 'chatter.pcap'))
  // All of it is drawn once the bytes of the first step are here.
  await expect.element(page.getByRole('tree')).toBeVisible()
  await expect.element(page.getByRole('slider', { name: 'Step' })).toBeEnabled()
  return page.getByRole('combobox', { name: 'Steps' })
}

test('of two parts chosen one right after the other the second is shown, with its own bytes', async () => {
  const parts = await openChatter()
  const select = parts.element() as HTMLSelectElement
  for (const part of [1, 2]) {
    select.selectedIndex = part
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }
  await expect.element(page.getByRole('link', { name: /NOOP 100/ })).toBeInTheDocument()
  await expect.element(parts).toHaveDisplayValue('101 to 130')
  await expect.element(page.getByRole('tree', { name: 'Fields of NOOP 100' })).toBeVisible()
  await expect.element(page.getByRole('treeitem', { name: 'argument 100' })).toBeVisible()
})

test('bytes that cannot be had do not keep the page waiting: it says why, and the conversation opens again', async () => {
  await openChatter()
  const real = Reflect.get(Worker.prototype, 'postMessage') as (message: object) => void
  const asked = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message) {
    real.call(this, { ...(message as object), stream: 98 })
  })
  // The first press stands at the step whose bytes are there already.
  const forward = page.getByRole('button', { name: 'Step forward' })
  await forward.click()
  await forward.click()
  await expect.element(page.getByText(/There is no conversation 99/)).toBeVisible()
  asked.mockRestore()
  await page.getByRole('button', { name: /^Show/ }).click()
  await expect.element(page.getByRole('tree')).toBeVisible()
})

test.each([
  ['another part', () => page.getByRole('combobox', { name: 'Steps' }).selectOptions('101 to 130')],
  ['the transcript', () => page.getByRole('button', { name: 'Save as a text transcript' }).click()],
])('a reader that breaks at %s is said, and nothing waits for it', async (_, ask) => {
  await openChatter()
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker) {
    this.dispatchEvent(new ErrorEvent('error'))
  })
  await ask()
  await expect.element(page.getByText(/ran out of memory/)).toBeVisible()
  await expect.element(page.getByRole('progressbar')).not.toBeInTheDocument()
})

test('the transcript can still be had while the browser takes its time to save it', async () => {
  await openChatter()
  const saved: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download, this.href)
  })
  await page.getByRole('button', { name: 'Save as a text transcript' }).click()
  await vi.waitFor(() => expect(saved).toEqual(['transcript.txt', expect.stringContaining('blob:')]))
  expect(await (await fetch(saved[1] ?? '')).text()).toContain('NOOP 1')
})
