// A learner drills ports: twenty cards by key or by pointer, or a minute; what was best stays.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Drill from '../../../src/widgets/practice/Drill.svelte'
import { drillCard } from '../../../src/core/practice/drill.ts'
import { randomFrom } from '../../../src/core/practice/random.ts'
import type { PortRow } from '../../../src/core/practice/generate/material.ts'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import { button, counts, clean, focusKept, forget, heldClock, tabTo } from './practised.ts'

const row = (port: number, service: string, tls: PortRow['tls'], use: PortRow['use'], protocol: PortRow['protocol']) =>
  ({ port, service, protocol, use, tls, title: service, speaksFirst: 'server', sources: [] }) satisfies PortRow
const ports = [
  row(25, 'smtp', 'starttls', 'relay', 'SMTP'),
  row(465, 'submissions', 'implicit', 'submission', 'SMTP'),
  row(587, 'submission', 'starttls', 'submission', 'SMTP'),
  row(993, 'imaps', 'implicit', 'access', 'IMAP'),
  row(995, 'pop3s', 'implicit', 'access', 'POP3'),
]
/** The place of the right option on each card of a round that began at this moment. */
function keyOf(seed: string): { card: string; right: number; answer: string; options: readonly string[] }[] {
  const random = randomFrom(seed)
  let ask = ''
  return Array.from({ length: 40 }, () => {
    const card = drillCard(ports, random, ask)
    ask = card.ask
    return { ...card, card: card.ask }
  })
}

const moment = 1_800_000_000_000
const key = keyOf(String(moment))
const ask = () => document.querySelector('.drill-ask')?.firstChild?.textContent?.trim()
const wrongOn = (n: number): number => ((key[n]?.right ?? 0) + 1) % (key[n]?.options.length ?? 1)
const rounds = () => progress.events.filter(({ type }) => type === 'drill')

let clock: ReturnType<typeof heldClock>
beforeEach(async () => {
  await forget()
  clock = heldClock(moment)
  await render(Drill, { ports })
})
afterEach(() => vi.restoreAllMocks())

/** Plays a round of twenty by keys: the last answers are wrong. */
async function twentyByKeys(right: number, ms: number): Promise<void> {
  await tabTo(() => button('20 cards'))
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.className).toContain('drill-board')
  // Who listens hears the card with its options and their keys, and who looks sees where the keys go.
  const heard = document.getElementById(document.activeElement?.getAttribute('aria-labelledby') ?? '')?.textContent
  expect(heard).toContain(key[0]?.card)
  for (const [at, option] of (key[0]?.options ?? []).entries()) expect(heard).toContain(`${at + 1}: ${option}`)
  expect(getComputedStyle(document.activeElement as Element).outlineStyle).toBe('solid')
  for (let n = 0; n < 20; n++) {
    expect(ask()).toBe(key[n]?.card)
    const place = n < right ? (key[n]?.right ?? 0) : wrongOn(n)
    if (n === 19) await clock.pass(ms)
    await userEvent.keyboard(n % 2 ? String(place + 1) : 'abcd'.charAt(place))
    focusKept()
    if (n === 0) await clean('a card')
  }
  await expect
    .poll(() => document.activeElement?.textContent)
    .toContain(`${right} of 20 right in ${(ms / 1000).toFixed(1)} s.`)
}

test('by keyboard alone: twenty cards, the result has the focus, and a better round is the best', async () => {
  await clean('choice')
  expect(document.body.textContent).not.toContain('Your best')
  await twentyByKeys(18, 30_000)
  expect(document.activeElement?.textContent).toContain('That is your best so far.')
  await expect.element(page.getByText('20 cards: 18 right of 20, in 30.0 s')).toBeVisible()
  await clean('result')
  await twentyByKeys(17, 10_000)
  expect(document.activeElement?.textContent).not.toContain('best')
  await expect.poll(rounds).toHaveLength(2)
  await expect.element(page.getByText('20 cards: 18 right of 20, in 30.0 s')).toBeVisible()
  // As many right, but faster.
  await twentyByKeys(18, 20_000)
  expect(document.activeElement?.textContent).toContain('That is your best so far.')
  await expect.element(page.getByText('20 cards: 18 right of 20, in 20.0 s')).toBeVisible()
})

test('the verdict says which card it is about, and stands above the next one', async () => {
  await page.getByRole('button', { name: '20 cards' }).click()
  const placeOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top ?? NaN
  const before = placeOf('.drill-ask')
  await userEvent.click(document.querySelectorAll('.drill-options button')[wrongOn(0)] as Element)
  const said = document.querySelector('.drill-said') as HTMLElement
  await expect.poll(() => said.textContent.trim()).toBe(`The card before: ✗ ${key[0]?.answer}`)
  expect(placeOf('.drill-said')).toBeLessThan(placeOf('.drill-ask'))
  expect(placeOf('.drill-ask')).toBe(before)
})

test('every verdict is announced, also the second of two that read the same', async () => {
  await page.getByRole('button', { name: '20 cards' }).click()
  const status = document.querySelector('[role=status]') as HTMLElement
  for (let n = 0; n < 3; n++) {
    const changes: MutationRecord[] = []
    const watch = new MutationObserver((records) => changes.push(...records))
    watch.observe(status, { childList: true, characterData: true, subtree: true })
    await userEvent.click(document.querySelectorAll('.drill-options button')[key[n]?.right ?? 0] as Element)
    await expect.poll(() => status.textContent.trim()).toBe('The card before: ✓ Right.')
    changes.push(...watch.takeRecords())
    watch.disconnect()
    expect(changes.length, `card ${n + 1}`).toBeGreaterThan(0)
  }
})

test('by pointer: a wrong answer is told with what is right, also that of the last card', async () => {
  await page.getByRole('button', { name: '20 cards' }).click()
  for (let n = 0; n < 20; n++) {
    await userEvent.click(document.querySelectorAll('.drill-options button')[wrongOn(n)] as Element)
    focusKept()
    await expect.poll(() => document.querySelector('.drill')?.textContent).toContain(key[n]?.answer)
  }
  expect(document.activeElement?.textContent).toContain('0 of 20 right')
  expect(document.activeElement?.textContent).not.toContain('best')
  await clean('result after a miss')
})

test('a learner who stops after one right card is not told that this is the best', async () => {
  for (const [mode, count] of [
    ['20 cards', '1 of 20'],
    ['60 seconds', '60 s left'],
  ] as const) {
    await page.getByRole('button', { name: mode }).click()
    await counts(count)
    await expect.poll(() => document.activeElement?.className).toContain('drill-board')
    await userEvent.keyboard(`${(key[0]?.right ?? 0) + 1}`)
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => document.activeElement?.textContent).toContain('1 of 1 right')
  }
  await expect.poll(rounds).toHaveLength(2)
  expect(document.body.textContent).not.toMatch(/best/i)
})

test('Stop and Escape end a round with what was answered; with nothing answered nothing is kept', async () => {
  await page.getByRole('button', { name: '20 cards' }).click()
  await expect.poll(() => document.activeElement?.className).toContain('drill-board')
  await userEvent.keyboard(`${(key[0]?.right ?? 0) + 1}`)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(() => document.activeElement?.textContent).toContain('1 of 1 right')
  await expect.poll(rounds).toHaveLength(1)
  // The keys work on the button that stops, too.
  await page.getByRole('button', { name: '60 seconds' }).click()
  await tabTo(() => button('Stop'))
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement?.textContent).toContain('0 of 0 right')
  focusKept()
  expect(rounds()).toHaveLength(1)
})

test('a key held down answers one card', async () => {
  await page.getByRole('button', { name: '20 cards' }).click()
  await expect.poll(() => document.activeElement?.className).toContain('drill-board')
  for (const repeat of [false, true, true]) {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: '1', repeat, bubbles: true }))
  }
  await counts('Card 2 of 20')
})

test('a minute ends by itself; as many right with fewer misses is better, and that is said', async () => {
  for (const { places, better } of [
    { places: [true, false], better: true },
    { places: [true], better: true },
    { places: [true, false, false], better: false },
  ]) {
    await page.getByRole('button', { name: '60 seconds' }).click()
    await counts('60 s left')
    await expect.poll(() => document.activeElement?.className).toContain('drill-board')
    for (const [n, hit] of places.entries())
      await userEvent.keyboard(`${(hit ? (key[n]?.right ?? 0) : wrongOn(n)) + 1}`)
    await clock.pass(59_000)
    await counts('1 s left')
    const before = rounds().length
    await clock.pass(1000)
    await expect.poll(() => document.activeElement?.textContent).toContain(`1 of ${places.length} right in 60.0 s.`)
    expect(document.activeElement?.textContent.includes('That is your best so far.')).toBe(better)
    await expect.poll(rounds).toHaveLength(before + 1)
  }
  await expect.element(page.getByText('60 seconds: 1 right of 1, in 60.0 s')).toBeVisible()
})
