// The bytes of a real recording: shut without keys, open with them, every byte in one field.
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { page, userEvent } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import type { Field } from '../../../src/core/parse.ts'
import Bytes from '../../../src/widgets/bytes/Bytes.svelte'
import { keptBytes } from '../../../src/widgets/bytes/BytesKept.ts'
import { layOut } from '../../../src/widgets/bytes/BytesLayout.ts'
import { Wire } from '../../../src/widgets/bytes/BytesWire.ts'
import { Playhead } from '../../../src/widgets/player/playhead.svelte.ts'
import { recorded } from '../recorded.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const session = await recorded('submission-starttls')
const { timeline, playhead, wireUrl } = session
const read = async () => Wire.read(new Uint8Array(await (await fetch(wireUrl)).arrayBuffer()), timeline)

function tiles(fields: readonly Field[], start: number, end: number): void {
  let at = start
  for (const field of fields) {
    expect(field.start, field.key).toBe(at)
    expect(field.end).toBeGreaterThan(field.start)
    if (field.children?.length) tiles(field.children, field.start, field.end)
    at = field.end
  }
  expect(at).toBe(end)
}

test('every byte of every step belongs to exactly one field, shut and opened', async () => {
  const wire = await read()
  for (const opened of [false, true]) {
    if (opened) await wire.open()
    for (const [index, step] of timeline.steps.entries()) {
      const bytes = wire.bytesOf(index)
      expect(bytes === null).toBe(step.span === null)
      if (!bytes) continue
      tiles(bytes.wire.fields, 0, bytes.wire.bytes.length)
      if (bytes.opened) tiles(bytes.opened.fields, 0, bytes.opened.bytes.length)
    }
  }
})

test('what was sealed stays shut until it is opened, and then says what the step says', async () => {
  const wire = await read()
  const index = timeline.steps.findIndex((step) => step.wire === 'ciphertext' && step.text.startsWith('EHLO'))
  expect(index).toBeGreaterThan(0)
  expect(wire.bytesOf(index)?.opened).toBeNull()
  await wire.open()
  const opened = wire.bytesOf(index)?.opened
  // RFC 8446 §5.2: the line, then the type that TLS 1.3 hides (0x17, application data).
  expect(new TextDecoder().decode(opened?.bytes)).toBe(`${timeline.steps[index]?.text}\r\n\x17`)
})

test('a page that comes in place of the recording is not taken for a session without bytes', async () => {
  render(Bytes, {
    playhead,
    wire: { url: URL.createObjectURL(new Blob(['<!doctype html><p>Sign in to the network</p>'])) },
  })
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('The bytes could not be fetched. Reload the page to try again.')
})

test('before the first message of an excerpt there are no bytes, not those of the message before it', async () => {
  const excerpt = new Playhead()
  const first = timeline.steps.findIndex((step) => step.name === 'ClientHello')
  excerpt.load(timeline, first)
  excerpt.goTo(first)
  render(Bytes, { playhead: excerpt, wire: { url: wireUrl } })
  await expect.element(page.getByRole('tree', { name: 'Fields of ClientHello' })).toBeVisible()
  excerpt.go({ to: 'previous' })
  await expect.element(page.getByText('Before the first message. Step forward to see bytes.')).toBeVisible()
})

test('on a phone, the field of a byte that is pointed at comes whole into sight of its tree', async () => {
  await page.viewport(360, 900)
  playhead.goTo(timeline.steps.findIndex((step) => step.name === 'ClientHello'))
  render(Bytes, { playhead, wire: { url: wireUrl } })
  const tree = page.getByRole('tree')
  await expect.element(tree).toBeVisible()
  const box = tree.element()
  const hex = document.querySelector('.hex')
  if (!hex) throw new Error('There are no bytes in the page.')
  for (const part of [1, 0.5]) {
    hex.scrollTop = (hex.scrollHeight - hex.clientHeight) * part
    await expect.poll(() => hex.querySelectorAll('.cells').length).toBeGreaterThan(8)
    const cells = [...hex.querySelectorAll('.cells')].at(part === 1 ? -1 : 8)
    const clientX = (cells?.getBoundingClientRect().left ?? 0) + 2
    cells?.dispatchEvent(new MouseEvent('click', { clientX, bubbles: true }))
    await expect
      .poll(() => {
        const row = box.querySelector('.lit')?.getBoundingClientRect()
        const { top, bottom } = box.getBoundingClientRect()
        return row ? row.top >= top - 1 && row.bottom <= bottom + 1 : 'nothing is lit'
      })
      .toBe(true)
  }
})

test('a learner opens a record, walks its fields by keyboard and sees the bytes light up', async () => {
  await page.viewport(1280, 900)
  const index = timeline.steps.findIndex((step) => step.wire === 'ciphertext' && step.text.startsWith('EHLO'))
  playhead.goTo(index)
  render(Bytes, { playhead, wire: { url: wireUrl } })
  await expect.element(page.getByRole('tree')).toBeVisible()
  await page.getByRole('button', { name: /Open with/ }).click()
  await expect.element(page.getByText(/bytes inside/)).toBeVisible()
  expect(document.activeElement?.className).toContain('hex')
  const items = () => page.getByRole('treeitem').all()
  ;(items()[0]?.element() as HTMLElement).focus()
  await userEvent.keyboard('{ArrowDown}')
  const focused = document.activeElement
  expect(focused?.getAttribute('role')).toBe('treeitem')
  expect(document.querySelectorAll('.hex .lit').length).toBeGreaterThan(0)
  await userEvent.keyboard('{End}')
  expect(document.activeElement).not.toBe(focused)
  expect(
    [...document.querySelectorAll('[role=treeitem]')].filter((row) => (row as HTMLElement).tabIndex === 0),
  ).toHaveLength(1)
})

test('a field that is clicked stays lit when the mouse passes over others on its way', async () => {
  await page.viewport(1280, 900)
  playhead.goTo(timeline.steps.findIndex((step) => step.name === 'ClientHello'))
  render(Bytes, { playhead, wire: { url: wireUrl } })
  await expect.element(page.getByRole('tree')).toBeVisible()
  const [first, second, third] = [1, 2, 3].map((at) => page.getByRole('treeitem').nth(at))
  const selected = () => document.querySelector('[aria-selected=true]')
  await first!.hover()
  await second!.hover()
  expect(selected()).toBe(second!.element())
  await first!.click()
  await third!.hover()
  expect(selected()).toBe(first!.element())
  await third!.click()
  expect(selected()).toBe(third!.element())
  playhead.go({ to: 'next' })
  await vi.waitFor(() => expect(selected()).toBeNull())
})

test('the focus stays in the tree when the next step has fewer rows, and elsewhere when it was there', async () => {
  await page.viewport(1280, 900)
  const hello = timeline.steps.findIndex((step) => step.name === 'ClientHello')
  const greeting = timeline.steps.findIndex((step) => step.kind === 'smtp.greeting')
  playhead.goTo(hello)
  render(Bytes, { playhead, wire: { url: wireUrl } })
  const tree = page.getByRole('tree')
  await expect.element(tree).toBeVisible()
  const rows = () => [...tree.element().children] as HTMLElement[]
  const many = rows().length
  rows().at(-1)?.focus()
  expect(document.activeElement).toBe(rows().at(-1))
  playhead.goTo(greeting)
  await expect.poll(() => rows().length).toBeLessThan(many)
  expect(document.activeElement).toBe(rows()[0])
  expect(rows().filter((row) => row.tabIndex === 0)).toEqual([rows()[0]])
  // A new step has nothing pointed at yet.
  await vi.waitFor(() => expect(document.querySelector('[aria-selected=true]')).toBeNull())
  await userEvent.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(rows()[1])

  for (const elsewhere of [page.getByRole('button', { name: /Copy/ }).element() as HTMLElement, document.body]) {
    playhead.goTo(hello)
    await expect.poll(() => rows().length).toBe(many)
    ;(document.activeElement as HTMLElement).blur()
    elsewhere.focus()
    playhead.goTo(greeting)
    await expect.poll(() => rows().length).toBeLessThan(many)
    expect(document.activeElement).toBe(elsewhere)
  }
})

test('the focus stays with the bytes when a step brings none', async () => {
  const hello = timeline.steps.findIndex((step) => step.name === 'ClientHello')
  playhead.goTo(hello)
  render(Bytes, { playhead, wire: { url: wireUrl } })
  const row = page.getByRole('treeitem').first()
  await expect.element(row).toBeVisible()
  ;(row.element() as HTMLElement).focus()
  playhead.goTo(timeline.steps.findIndex(({ span }) => !span))
  await expect.element(page.getByText(/brings no bytes/)).toBeVisible()
  await expect.poll(() => document.activeElement).toBe(page.getByRole('group', { name: 'Bytes' }).element())
})

test('the focus stays with the bytes when what is open shuts', async () => {
  playhead.goTo(timeline.steps.findIndex((step) => step.wire === 'ciphertext' && step.text.startsWith('EHLO')))
  render(Bytes, { playhead, wire: { url: wireUrl } })
  await page.getByRole('button', { name: /Open with/ }).click()
  const inside = page.getByRole('button', { name: 'Inside' })
  await expect.element(inside).toBeVisible()
  ;(inside.element() as HTMLElement).focus()
  playhead.wiretap = true
  await expect.element(page.getByText(/Without the keys/)).toBeVisible()
  await expect.poll(() => document.activeElement).toBe(page.getByRole('group', { name: 'Bytes' }).element())
  playhead.wiretap = false
})

test('a wiretap sees no inside, whatever was opened', async () => {
  playhead.goTo(timeline.steps.findIndex((step) => step.wire === 'ciphertext' && step.text.startsWith('EHLO')))
  playhead.wiretap = true
  render(Bytes, { playhead, wire: { url: wireUrl } })
  await expect.element(page.getByText(/Without the keys/)).toBeVisible()
  expect(document.querySelector('section.bytes')?.innerHTML).not.toContain('EHLO')
  expect(page.getByRole('button', { name: /Open with/ }).query()).toBeNull()
  playhead.wiretap = false
})

test('what the build lays out is what the capture gives, before and after it is opened', async () => {
  const kept = layOut(timeline, session.conversations, true)
  const real = globalThis.fetch
  const fetched = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation((from, options) =>
      String(from).startsWith('/capture/bytes/') ? Promise.resolve(Response.json(kept)) : real(from, options),
    )
  const source = await keptBytes(timeline, wireUrl, new AbortController().signal)
  const wire = await read()
  expect(source?.hasKeys).toBe(true)
  for (const index of timeline.steps.keys()) expect(await source?.bytesOf(index)).toEqual(wire.bytesOf(index))
  await source?.open()
  await wire.open()
  expect(source?.opened).toBe(true)
  for (const index of timeline.steps.keys()) expect(await source?.bytesOf(index)).toEqual(wire.bytesOf(index))
  fetched.mockRestore()
})

test('axe finds nothing, shut, opened, pointed at and wiretapped, light and dark, and nothing scrolls sideways at 320 px', async () => {
  await page.viewport(320, 900)
  document.documentElement.lang = 'en'
  const broken = () => axeFinds('section.bytes')
  const index = timeline.steps.findIndex((step) => step.kind === 'tls.encrypted_extensions')
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme
    playhead.goTo(index)
    const { unmount } = await render(Bytes, { playhead, wire: { url: wireUrl } })
    await expect.element(page.getByRole('tree')).toBeVisible()
    expect(await broken()).toEqual([])
    await page.getByRole('button', { name: /Open with/ }).click()
    await expect.element(page.getByText(/bytes inside/)).toBeVisible()
    ;(page.getByRole('treeitem').first().element() as HTMLElement).focus()
    expect(await broken()).toEqual([])
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
    playhead.wiretap = true
    await expect.element(page.getByText(/Without the keys/)).toBeVisible()
    expect(await broken()).toEqual([])
    playhead.wiretap = false
    await unmount()
  }
  delete document.documentElement.dataset['theme']
})
