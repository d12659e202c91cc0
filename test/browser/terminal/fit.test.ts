// All columns and rows stand in the box: measured where they were drawn, in whole pixels and in parts of one.
import { afterEach, expect, test, vi } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Terminal from '../../../src/widgets/terminal/Terminal.svelte'
import { recorded } from '../recorded.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const send = (method: string, params: object) =>
  (cdp() as { send(method: string, params: object): Promise<unknown> }).send(method, params)
const pixels = (deviceScaleFactor: number) =>
  send('Emulation.setDeviceMetricsOverride', { width: 0, height: 0, deviceScaleFactor, mobile: false })
afterEach(() => send('Emulation.clearDeviceMetricsOverride', {}))

/** A recording whose rows are full, whatever their length. */
const full = `data:,${encodeURIComponent(`{"version":2,"width":80,"height":24}\n[0,"o","${'W'.repeat(400)}"]\n`)}`

/** Where the last character of the first row ends, and how far that may be seen, px. */
function edges(): { ends: number; seen: number; columns: number } {
  const row = document.querySelector<HTMLElement>('.xterm-rows > div') as HTMLElement
  const text = row.lastElementChild?.lastChild as Text
  const range = document.createRange()
  range.setStart(text, text.length - 1)
  range.setEnd(text, text.length)
  let seen = Infinity
  for (let each: HTMLElement | null = row; each; each = each.parentElement) {
    const { overflowX, overflowClipMargin } = getComputedStyle(each)
    const margin = overflowX === 'clip' ? parseFloat(overflowClipMargin) : 0
    if (overflowX !== 'visible') seen = Math.min(seen, each.getBoundingClientRect().right + margin)
  }
  return { ends: range.getBoundingClientRect().right, seen, columns: row.textContent.length }
}

async function show(): Promise<void> {
  const { playhead } = await recorded('submission-starttls')
  playhead.views = ['terminal']
  render(Terminal, { playhead, cast: { url: full } })
  playhead.goTo(playhead.last)
  await expect
    .poll(() => document.querySelector('.xterm-rows')?.textContent ?? '', { timeout: 5000 })
    .toMatch(/^W{200}/)
}

function isWhole(deviceScaleFactor: number): void {
  const { ends, seen } = edges()
  expect(devicePixelRatio).toBe(deviceScaleFactor)
  expect(ends).toBeLessThanOrEqual(seen)
  const [box, rows] = ['.box', '.xterm-screen'].map((each) => document.querySelector(each)?.getBoundingClientRect())
  expect(rows?.bottom).toBeLessThanOrEqual((box?.bottom ?? 0) + 1)
}

for (const deviceScaleFactor of [1, 2]) {
  for (const width of [320, 360, 412, 560, 660, 700, 720, 1280, 1440]) {
    test(`the last column and row are whole at ${width} px, ${deviceScaleFactor} device pixels each`, async () => {
      await page.viewport(width, 900)
      await pixels(deviceScaleFactor)
      await show()
      for (const whole of [false, true]) {
        const button = page.getByRole('button', { name: '80 columns' })
        if (whole && button.query()) await button.click()
        await vi.waitFor(() => {
          if (whole) expect(edges().columns).toBe(80)
          isWhole(deviceScaleFactor)
        })
      }
    })
  }
}

test('stays whole on a monitor of other pixels', async () => {
  await page.viewport(660, 900)
  await pixels(1)
  await show()
  for (const deviceScaleFactor of [2, 1, 1.5]) {
    await pixels(deviceScaleFactor)
    await vi.waitFor(() => isWhole(deviceScaleFactor))
  }
})
