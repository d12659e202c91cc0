// Where the browser keeps no answers, a learner is told while giving them, whatever the widget.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createRawSnippet } from 'svelte'
import { render } from 'vitest-browser-svelte'
import Diagnosis from '../../../src/widgets/practice/Diagnosis.svelte'
import Drill from '../../../src/widgets/practice/Drill.svelte'
import Exam from '../../../src/widgets/practice/Exam.svelte'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import QuestionEndless from '../../../src/widgets/practice/QuestionEndless.svelte'
import QuestionRun from '../../../src/widgets/practice/QuestionRun.svelte'
import Review from '../../../src/widgets/practice/Review.svelte'
import { choiceOn, clean, forget, served } from './practised.ts'

const bank = [0, 1, 2].map((n) => choiceOn('doors', n))
const concepts = [{ id: 'doors', title: 'Doors', lesson: '01-doors' }]
const parts = () => [{ lesson: 'l', href: served(bank), concepts: { doors: 3 } }]
const port = { title: 'smtp', speaksFirst: 'server', sources: [] } as const
const ports = [25, 143, 587, 993, 995].map((number) => ({
  ...port,
  port: number,
  service: `service-${number}`,
  protocol: 'SMTP' as const,
  use: 'relay' as const,
  tls: 'starttls' as const,
}))
const oneCase = {
  id: 'one',
  session: 'one',
  symptom: 'It waits.',
  looks: [],
  causes: ['The true cause.', 'Another cause.'],
  cures: ['The true cure.', 'Another cure.'],
  explanation: 'This is why.',
  sources: [],
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
/** A press that follows the first at once would belong to it. */
async function goOn(name: string): Promise<void> {
  await new Promise((passed) => setTimeout(passed, 450))
  await press(name)
}
const notices = () =>
  [...document.querySelectorAll('.quiz-notice')].map((notice) => notice.textContent.trim()).filter(Boolean)
const full = "There is no room left in this browser's storage. Your answers are kept only until you leave this page."
/** It is said once, in a place that was there before, so that it is announced. */
async function told(): Promise<void> {
  await expect.poll(notices).toEqual([full])
  expect(document.querySelector('.quiz-notice')?.role).toBe('status')
  await clean('with the notice')
}

beforeEach(async () => {
  await forget()
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await forget()
})

test('in a run of questions, as a review, endless practice and a class have it', async () => {
  await render(QuestionRun, { questions: bank, place: 'class', seed: '', onfinish: () => {} })
  expect(notices()).toEqual([])
  await userEvent.keyboard('1{Enter}')
  await told()
  await goOn('Next question')
  await expect.element(page.getByText('Question 2 of 3')).toBeVisible()
  await told()
})

test('in a review, and after it', async () => {
  await render(Review, { parts: parts(), concepts })
  await press('Try 1 new concept')
  await expect.element(page.getByText('Question 1 of 1')).toBeVisible()
  await userEvent.keyboard('1{Enter}')
  await told()
  await goOn('Finish')
  await expect.element(page.getByRole('group', { name: 'Result' })).toBeVisible()
  await told()
})

test('in an exam, and beside its result', async () => {
  await render(Exam, { parts: parts(), concepts })
  await press('Begin the exam')
  await expect.element(page.getByText('Question 1 of 3')).toBeVisible()
  await userEvent.keyboard('1{Enter}')
  await told()
  await press('Hand in now')
  await press('Hand in all the same')
  await expect.element(page.getByRole('heading', { name: 'Result' })).toBeVisible()
  await told()
})

test('after a drill', async () => {
  await render(Drill, { ports })
  await press('20 cards')
  await expect.poll(() => document.activeElement?.className).toContain('drill-board')
  await userEvent.keyboard('1{Escape}')
  await told()
})

test('after a diagnosis', async () => {
  const plain = createRawSnippet(() => ({ render: () => '<p>The cases</p>' }))
  await render(Diagnosis, { href: served([oneCase]), children: plain })
  await press(/^Take the case/)
  for (const text of ['The true cause.', 'The true cure.']) await page.getByText(text).click()
  await press('Decide')
  await told()
})

test('before endless practice, where it is known already', async () => {
  await progress.add({ type: 'drill', mode: '20', right: 1, asked: 1, ms: 1 })
  await render(QuestionEndless, { href: '' })
  await told()
})
