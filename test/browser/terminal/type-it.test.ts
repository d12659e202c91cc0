// Several sessions of a lesson may be typed at once.
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import TypeIt from '../../../src/widgets/terminal/TypeIt.svelte'
import { recorded } from '../recorded.ts'

test('each of two trainers has its own field and its own verdict', async () => {
  for (const id of ['submission-starttls', 'imap-starttls']) {
    const { playhead } = await recorded(id)
    await render(TypeIt, { playhead, echo: () => undefined, close: () => undefined })
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
  expect(new Set(ids).size).toBe(ids.length)
  const fields = page.getByRole('textbox', { name: /^Line 1 of/ })
  expect(fields.elements()).toHaveLength(2)
  await userEvent.type(fields.nth(1), 'HELO me{Enter}')
  await expect.element(fields.nth(1)).toHaveAccessibleDescription(/✗/)
  await expect.element(fields.nth(0)).not.toHaveAccessibleDescription(/✗/)
})
