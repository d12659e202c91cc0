// What every page relies on: paper is light.
import { afterEach, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const root = document.documentElement
const print = (on: boolean) =>
  (cdp() as unknown as { send: (method: string, params: object) => Promise<void> }).send('Emulation.setEmulatedMedia', {
    media: on ? 'print' : '',
  })

afterEach(async () => {
  delete root.dataset['theme']
  document.body.replaceChildren()
  await print(false)
})

test.each(['dark', 'light', undefined])('what is printed has dark ink on white, with the colours %s', async (theme) => {
  if (theme) root.dataset['theme'] = theme
  await print(true)
  const { color, backgroundColor } = getComputedStyle(document.body)
  expect([color, backgroundColor]).toEqual(['rgb(27, 32, 41)', 'rgb(255, 255, 255)'])
})

test('a screen keeps the colours that were chosen', () => {
  root.dataset['theme'] = 'dark'
  expect(getComputedStyle(document.body).color).toBe('rgb(233, 229, 219)')
})
