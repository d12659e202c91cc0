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

/** A letter every so many milliseconds. */
const castOf = (letters: string, everyMs: number) =>
  [
    JSON.stringify({ version: 2, width: 80, height: 24 }),
    ...[...letters].map((letter, at) => JSON.stringify([(at * everyMs) / 1000, 'o', letter])),
  ].join('\n')

async function open(cast: string) {
  await userEvent.upload(page.getByLabelText('Open a recording'), new File([cast], 'letters.cast'))
}
const button = (name: string) => page.getByRole('button', { name, exact: true })
/** What a screen reader finds of the screen. */
const told = () => document.querySelector('.bench pre')?.textContent
const place = () => document.querySelector('.scrub span')?.textContent

test('what cannot be done is dimmed: all of it until something is opened, then what leads past an end', async () => {
  render(TerminalBench)
  const dimmed = () =>
    [...document.querySelectorAll('.bench button[aria-disabled=true]')].map((each) => each.textContent)
  expect(dimmed()).toEqual(['Play', 'Back', 'Forward', 'Full speed'])
  await expect.element(page.getByRole('slider')).toBeDisabled()
  ;(button('Play').element() as HTMLElement).click()
  await expect.element(button('Play')).toBeVisible()
  await open(castOf('ab', 10))
  await expect.poll(dimmed).toEqual(['Back'])
  await button('Forward').click()
  await expect.poll(dimmed).toEqual([])
  await button('Forward').click()
  await expect.poll(dimmed).toEqual(['Forward'])
})

test('at its end it plays from the start', async () => {
  render(TerminalBench)
  await open(castOf('abcdef', 40))
  for (let time = 0; time < 2; time++) {
    const places = new Set<unknown>()
    const watching = new MutationObserver(() => places.add(place()))
    watching.observe(document.querySelector('.scrub')!, { characterData: true, subtree: true })
    await button('Play').click()
    await expect.poll(() => [...places].at(-1)).toBe('Output 6 of 6')
    expect(places).toContain('Output 2 of 6')
    await expect.element(button('Play')).toBeVisible()
    watching.disconnect()
  }
})

test('what its screen shows is text for a screen reader, once it stands still', async () => {
  render(TerminalBench)
  await open(castOf('abcdef', 400))
  await button('Forward').click()
  await expect.poll(told).toBe('a')
  const texts: unknown[] = []
  const watching = new MutationObserver(() => texts.push(told()))
  watching.observe(document.querySelector('.bench pre')!, { characterData: true, childList: true, subtree: true })
  await button('Play').click()
  await expect.poll(place).toBe('Output 3 of 6')
  expect(texts).toEqual([])
  await button('Pause').click()
  await expect.poll(told).toMatch(/^abcd?$/)
  expect(texts).toHaveLength(1)
  await button('Full speed').click()
  await expect.poll(told).toBe('abcdef')
  await button('Back').click()
  await expect.poll(told).toBe('abcde')
  watching.disconnect()
})

test('of two recordings chosen one right after the other the second is shown, however long the first takes', async () => {
  render(TerminalBench)
  const first = Promise.withResolvers<string>()
  vi.spyOn(File.prototype, 'text').mockImplementationOnce(() => first.promise)
  await open(castOf('abcdef', 10))
  await open(castOf('ab', 10))
  await expect.poll(place).toBe('Output 0 of 2')
  const places = new Set<unknown>()
  const watching = new MutationObserver(() => places.add(place()))
  watching.observe(document.querySelector('.scrub')!, { characterData: true, subtree: true })
  first.resolve(castOf('abcdef', 10))
  await button('Play').click()
  await expect.poll(() => [...places].at(-1)).toBe('Output 2 of 2')
  expect([...places].filter((each) => !String(each).endsWith('of 2'))).toEqual([])
  await expect.element(page.getByText(/^2 outputs/)).toBeVisible()
  watching.disconnect()
})

test('a recording of more columns than a screen can soon show is refused, and the page says so', async () => {
  render(TerminalBench)
  await open(JSON.stringify({ version: 2, width: 800, height: 24 }))
  await expect.element(page.getByText(/800 columns.*1 to 640 of each can be shown/)).toBeVisible()
})
