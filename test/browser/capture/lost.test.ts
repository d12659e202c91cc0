// The network is lost after the page came: what is fetched only when a file is opened cannot be had.
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Capture from '../../../src/widgets/capture/Capture.svelte'

const recording = await (await fetch('/sessions/submission-starttls/wire.pcapng')).arrayBuffer()
const lost = () => {
  throw new TypeError('Failed to fetch dynamically imported module')
}
afterEach(() => vi.restoreAllMocks())

async function saysThatItIsLost() {
  render(Capture, { explanations: '/nothing.json' })
  await userEvent.upload(page.getByLabelText('Choose a capture'), new File([recording], 'mine.pcapng'))
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('This part could not be fetched. Reload the page to try again.')
  await expect.element(page.getByRole('progressbar')).not.toBeInTheDocument()
}

test('a reader that cannot be fetched is said, and nothing waits for it', async () => {
  vi.doMock('../../../src/widgets/capture/CaptureLink.ts', lost)
  await saysThatItIsLost()
  vi.doUnmock('../../../src/widgets/capture/CaptureLink.ts')
})

test('a ladder that cannot be fetched is said where it would stand', async () => {
  vi.doMock('../../../src/widgets/capture/CapturePlayer.svelte', lost)
  await saysThatItIsLost()
  vi.doUnmock('../../../src/widgets/capture/CapturePlayer.svelte')
})
