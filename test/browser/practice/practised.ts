/** What the tests of the practice widgets share: a clean history, and what a learner relies on in every state. */
import { tick } from 'svelte'
import { expect, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import type { Question } from '../../../src/core/practice/question.ts'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'
import '../../../src/widgets/practice/Quiz.css'
import '../../../src/widgets/practice/QuestionPages.css'

/** Nothing was practised yet. */
export async function forget(): Promise<void> {
  sessionStorage.clear()
  await progress.load()
  await progress.write(
    [],
    progress.everything.map(({ id }) => id),
  )
}

/** A clock that stands until it is moved on. `vi.restoreAllMocks()` lets it go. */
export function heldClock(date = Date.now()): { pass: (ms: number) => Promise<void> } {
  let now = 1000
  let ids = 0
  const running = new Map<number, () => void>()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(Date, 'now').mockReturnValue(date)
  const timers = window as unknown as { setInterval: (run: () => void) => number; clearInterval: (id: number) => void }
  vi.spyOn(timers, 'setInterval').mockImplementation((run) => {
    running.set(++ids, run)
    return ids
  })
  vi.spyOn(timers, 'clearInterval').mockImplementation((id) => void running.delete(id))
  return {
    async pass(ms) {
      now += ms
      for (const run of [...running.values()]) run()
      await tick()
    },
  }
}

/** The address of a file that the site would serve. */
export const served = (content: unknown): string => URL.createObjectURL(new Blob([JSON.stringify(content)]))

/** The line over a run: which question or card it is, or the time left. */
export const counts = (text: string) =>
  expect
    .poll(() => [...document.querySelectorAll('.run-count')].map((line) => line.textContent).join(' · '))
    .toContain(text)

/** The focus is on something within the widget. */
export const focusKept = (): void => {
  expect(document.activeElement?.closest('.practice')).toBeInstanceOf(Element)
}

/** Axe finds nothing, once no colour is on its way to another. */
export async function clean(state: string): Promise<void> {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  expect(await axeFinds(document.body), state).toEqual([])
}

/** Presses Tab until the element has the focus. */
export async function tabTo(find: () => Element | null | undefined): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    const element = find()
    if (element && element === document.activeElement) return
    await userEvent.keyboard('{Tab}')
  }
  throw new Error(`Tab does not reach it; the focus is on ${document.activeElement?.outerHTML.slice(0, 80)}`)
}

/** The button that is called so. */
export const button = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find((one) => one.textContent.replace(/\s+/g, ' ').trim().startsWith(name))

/** A question on a concept, without what its kind asks for. */
export const questionOn = (concept: string, n: number): Question => ({
  id: `${concept}-${n}`,
  rev: '0',
  kind: 'single',
  concept,
  lesson: concept,
  difficulty: 1,
  prompt: `${concept}, number ${n}?`,
  explanation: `The reason for ${concept} ${n}.`,
  sources: [{ fact: 'F1.3', label: 'RFC 8314 §3.3', href: 'https://www.rfc-editor.org/rfc/rfc8314#section-3.3' }],
})

/** A choice of three, the right one first. */
export const choiceOn = (concept: string, n: number): Question => ({
  ...questionOn(concept, n),
  options: ['right', 'wrong', 'neither'].map((text, index) => ({
    text,
    right: index === 0,
    because: `Because of ${text}.`,
  })),
})
