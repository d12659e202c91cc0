// The terminal by itself: what a person chooses is read here and goes nowhere.
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { page, userEvent } from 'vitest/browser'
import TerminalBench from '../../../src/widgets/terminal/TerminalBench.svelte'

afterEach(() => vi.restoreAllMocks())

for (const [name, text] of [
  ['text that is no recording', 'my secret notes'],
  ['a recording after an empty line', '\n{"version": 2, "width": 80, "height": 24}'],
  ['an address', '//elsewhere.example/x'],
] as const) {
  test(`a chosen file is never taken for an address: ${name}`, async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    render(TerminalBench)
    await userEvent.upload(page.getByLabelText('Open a recording'), new File([text], 'notes.cast'))
    await expect.element(page.getByText(/This is not a terminal recording/)).toBeVisible()
    expect(fetched).not.toHaveBeenCalled()
  })
}
