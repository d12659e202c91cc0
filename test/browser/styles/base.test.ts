// What every page relies on: paper is light, and what others wrote turns none of the site's words around.
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

test.each(['<b>', '<code>', '<span class="says">', '<span class="value">'])(
  'text in %s that turns from right to left leaves the words after it as they are',
  (tag) => {
    document.body.innerHTML = `<p>${tag}\u202Egpj.pcap</p>`
    const words = document.createTextNode(', 20 bytes')
    document.querySelector('p')?.append(words)
    const places = [...words.data].map((_, at) => {
      const range = document.createRange()
      range.setStart(words, at)
      range.setEnd(words, at + 1)
      return range.getBoundingClientRect().x
    })
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  },
)
