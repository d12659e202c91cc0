// A learner keeps answers in a file and brings them back, also after a reset, and is told what came of it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type { PracticeEvent } from '../../../src/core/practice/event.ts'
import { undoMs } from '../../../src/core/practice/log-reset.ts'
import { writeProgress } from '../../../src/core/practice/progress-file.ts'
import Progress from '../../../src/widgets/practice/Progress.svelte'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import { button, clean, focusKept, forget } from './practised.ts'

const answer = (n: number): PracticeEvent => ({
  type: 'answer',
  id: `aaaa.${n}`,
  at: n,
  question: `q${n}`,
  rev: '1',
  concept: 'doors',
  right: true,
  answer: [0],
  place: 'review',
})
const answers = [answer(1), answer(2), answer(3)]
const open = () =>
  render(Progress, { concepts: [{ id: 'doors', title: 'Two doors', lesson: '01-doors' }], lessons: {} })
const figure = (text: string) =>
  expect.poll(() => document.querySelector('.practice-figure')?.textContent.trim()).toBe(text)
const said = (text: string) => expect.poll(() => document.querySelector('[role=status]')?.textContent).toContain(text)
const choose = (events: readonly PracticeEvent[]) =>
  userEvent.upload(
    document.querySelector('input[type=file]') as HTMLElement,
    new File([writeProgress(events, 0)], 'progress.json', { type: 'application/json' }),
  )
/** What a later visit finds. */
async function visitLater(): Promise<void> {
  const { unmount } = await open()
  await expect.element(page.getByRole('button', { name: 'Save to a file' })).toBeVisible()
  await unmount()
}

beforeEach(forget)
afterEach(() => vi.restoreAllMocks())

test.each([
  ['at once', 0],
  ['when it can no longer be taken back', undoMs + 1],
])('a file brings back what was reset, %s, and it stays', async (_, later) => {
  await progress.write(answers)
  const first = await open()
  await figure('3 answers so far.')
  await page.getByRole('button', { name: 'Reset …' }).click()
  await page.getByRole('button', { name: 'Yes, reset everything' }).click()
  await figure('0 answers so far.')
  await first.unmount()

  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + later)
  await visitLater()
  const second = await open()
  await figure('0 answers so far.')
  await choose(answers)
  await said('3 entries added, 0 were here already.')
  await figure('3 answers so far.')
  await clean('added')
  await choose(answers)
  await said('0 entries added, 3 were here already.')
  await second.unmount()

  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * undoMs)
  await visitLater()
  await open()
  await figure('3 answers so far.')
})

test('what a file added can be taken out again', async () => {
  await progress.write([answer(1)])
  await open()
  await figure('1 answer so far.')
  await choose(answers)
  await said('2 entries added, 1 were here already.')
  await page.getByRole('button', { name: 'Take out what was added' }).click()
  await said('What the file added is taken out again.')
  await figure('1 answer so far.')
  focusKept()
  expect(button('Take out')).toBeUndefined()
})

test('to reset, to keep and to take back leave the focus on the button that comes instead', async () => {
  await progress.write(answers)
  await open()
  const focus = (name: string) => expect.element(page.getByRole('button', { name })).toHaveFocus()
  await page.getByRole('button', { name: 'Reset …' }).click()
  await focus('No, keep it')
  await userEvent.keyboard('{Enter}')
  await focus('Reset …')
  await userEvent.keyboard('{Enter}')
  await page.getByRole('button', { name: 'Yes, reset everything' }).click()
  await focus('Take the reset back')
  await userEvent.keyboard('{Enter}')
  await focus('Reset …')
})

test('a reset in a file takes away nothing that is here', async () => {
  await progress.write(answers)
  const first = await open()
  await figure('3 answers so far.')
  await choose([answer(4), { type: 'reset', id: 'zzzz.1', at: 1, upTo: { aaaa: 1e9 } }])
  await said('0 entries added, 0 were here already. Left out: 1 that had been reset before the file was saved.')
  await figure('3 answers so far.')
  await first.unmount()
  await visitLater()
  await open()
  await figure('3 answers so far.')
})

test('a file that cannot be opened is named, with what to do, and may be chosen again', async () => {
  await open()
  await figure('0 answers so far.')
  const gone = vi.spyOn(File.prototype, 'text').mockRejectedValue(new DOMException('gone', 'NotReadableError'))
  await choose(answers)
  await said('“\u2068progress.json\u2069” cannot be opened')
  await said('Choose it again, or a copy of it. Nothing was changed.')
  gone.mockRestore()
  await choose(answers)
  await said('3 entries added, 0 were here already.')
})
