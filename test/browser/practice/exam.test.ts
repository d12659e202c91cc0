// A learner sits an exam: by keyboard, by pointer, against the clock, and reads what came of it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type { Question } from '../../../src/core/practice/question.ts'
import Exam from '../../../src/widgets/practice/Exam.svelte'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import {
  button,
  choiceOn,
  clean,
  counts,
  focusKept,
  forget,
  heldClock,
  questionOn,
  served,
  tabTo,
} from './practised.ts'

const concepts = ['doors', 'upgrade', 'relay'].map((id) => ({ id, title: `On ${id}`, lesson: `01-${id}` }))
const bank = concepts.flatMap(({ id }) => Array.from({ length: 6 }, (_, n) => choiceOn(id, n)))

const partsOf = (questions: readonly Question[]) => [
  { lesson: 'l', href: served(questions), concepts: Object.fromEntries(concepts.map(({ id }) => [id, 1])) },
]
const sit = (questions: readonly Question[] = bank) => render(Exam, { parts: partsOf(questions), concepts })

const form = () => document.querySelector('form')
const optionOf = (text: string) =>
  [...document.querySelectorAll('form li')].find((li) => li.textContent.includes(text))?.querySelector('input')
const conceptAsked = () => form()?.textContent.match(/doors|upgrade|relay/)?.[0] ?? ''
/** Nothing on the page tells what is right. */
const silent = () => {
  expect(document.querySelector('.quiz-verdict, .quiz-tag, .good, .bad')).toBeNull()
  expect(document.body.innerText).not.toMatch(/[✓✗]|Because of|The reason for/)
}
const rows = () =>
  [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent.trim()).join(' '),
  )

beforeEach(forget)
afterEach(() => vi.restoreAllMocks())

test('by keyboard alone: a whole exam, no word of what was right, then a report by concept with links', async () => {
  await sit()
  await clean('choice')
  // Shorter, and without a clock.
  await tabTo(() => document.querySelector('input[type=radio]:checked'))
  await userEvent.keyboard('{ArrowUp}')
  await tabTo(() => document.querySelector('input[type=checkbox]'))
  await userEvent.keyboard(' ')
  await tabTo(() => button('Begin the exam'))
  await userEvent.keyboard('{Enter}')
  for (let n = 1; n <= 15; n++) {
    await expect.element(page.getByText(`Question ${n} of 15`)).toBeVisible()
    await expect.poll(() => form()?.contains(document.activeElement)).toBe(true)
    silent()
    if (n === 1) await clean('a question')
    // All on one concept are missed.
    const wanted = optionOf(conceptAsked() === 'relay' ? 'wrong' : 'right')
    const place = [...document.querySelectorAll('form input')].indexOf(wanted as Element)
    await userEvent.keyboard(`${place + 1}{Enter}`)
  }
  await expect.element(page.getByRole('heading', { name: 'Result' })).toBeVisible()
  expect(document.activeElement?.textContent).toBe('Result')
  await expect.element(page.getByText('10 of 15 right')).toBeVisible()
  expect(rows()).toEqual(['On relay ✗ 0 of 5', 'On doors ✓ 5 of 5', 'On upgrade ✓ 5 of 5'])
  expect([...document.querySelectorAll('tbody a')].map((link) => link.getAttribute('href'))).toEqual([
    '/lessons/01-relay/',
    '/lessons/01-doors/',
    '/lessons/01-upgrade/',
  ])
  // Now each answer has its reasons.
  expect(document.querySelectorAll('.quiz-list .quiz-verdict')).toHaveLength(15)
  expect(document.querySelectorAll('.quiz-verdict.bad')).toHaveLength(5)
  await clean('report')
  await expect.poll(() => progress.events.filter(({ type }) => type === 'exam')).toHaveLength(1)
  expect(progress.events.find(({ type }) => type === 'exam')).toMatchObject({ right: 10, asked: 15 })
  expect(progress.events.filter((event) => event.type === 'answer' && event.place === 'exam')).toHaveLength(15)

  await tabTo(() => button('Another exam'))
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.getAttribute('name')).toBe('exam-length')
  expect((document.activeElement as HTMLInputElement).checked, 'the focus is on the length that is chosen').toBe(true)
})

test('Enter is no word on how sure one is', async () => {
  await sit()
  await page.getByText('15 questions').click()
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  for (let n = 1; n <= 15; n++) {
    await expect.element(page.getByText(`Question ${n} of 15`)).toBeVisible()
    await userEvent.keyboard('1{Enter}')
  }
  await expect.poll(() => progress.events.filter(({ type }) => type === 'answer')).toHaveLength(15)
  expect(progress.events.filter((event) => 'sure' in event)).toEqual([])
})

test('by pointer: handed in early, what was not reached counts as missed and is told all the same', async () => {
  await sit([
    ...bank.slice(0, 2),
    { ...questionOn('upgrade', 1), id: 'o', kind: 'order', sequence: ['one', 'two', 'three'] },
    {
      ...questionOn('relay', 1),
      id: 'm',
      kind: 'match',
      pairs: [
        ['25', 'relay'],
        ['465', 'submission'],
      ],
    },
    { ...questionOn('relay', 2), id: 'p', kind: 'port', accept: ['25'], wrong: [] },
  ])
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 5')).toBeVisible()
  focusKept()
  await page.getByRole('button', { name: 'Hand in now' }).click()
  await expect.element(page.getByText(/^\d+ of \d+ questions are not answered\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Hand in all the same' }).click()
  await expect.element(page.getByText('0 of 5 right')).toBeVisible()
  focusKept()
  const items = [...document.querySelectorAll('.quiz-list > li')]
  const order = items.find((item) => item.querySelector('.quiz-order'))
  // The right order can be read.
  expect(
    [...(order?.querySelectorAll('.quiz-order > li') ?? [])]
      .map((item) => item.querySelector('span')?.textContent)
      .sort(),
  ).toEqual(['one', 'three', 'two'])
  // A question that was not reached can be tried.
  const match = items.find((item) => item.querySelector('select'))
  for (const [at, value] of ['0', '1'].entries()) {
    await userEvent.selectOptions(match?.querySelectorAll('select')[at] as HTMLElement, value)
  }
  match?.querySelector<HTMLElement>('.quiz-actions button')?.click()
  await expect.poll(() => match?.querySelector<HTMLElement>('.quiz-said')?.innerText).toBe('✓ Right.')
  await clean('report of an exam handed in early')
})

test('the report shows the options in the order in which they stood', async () => {
  await sit(bank.slice(0, 4))
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 4')).toBeVisible()
  const options = (within: Element | null | undefined) =>
    [...(within?.querySelectorAll('li label > span:not(.quiz-tag)') ?? [])].map((span) => span.textContent)
  const seen: string[][] = []
  for (let n = 1; n <= 4; n++) {
    await expect.element(page.getByText(`Question ${n} of 4`)).toBeVisible()
    seen.push(options(form()))
    await userEvent.keyboard('1{Enter}')
  }
  await expect.element(page.getByRole('heading', { name: 'Result' })).toBeVisible()
  expect([...document.querySelectorAll('.quiz-list form')].map(options)).toEqual(seen)
})

test('when the time is up the exam hands itself in with what was answered, and says why', async () => {
  const { pass } = heldClock()
  await sit(bank.slice(0, 3))
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 3')).toBeVisible()
  await counts('4:30')
  optionOf('right')?.click()
  await page.getByRole('button', { name: 'Give this answer' }).click()
  await expect.element(page.getByText('Question 2 of 3')).toBeVisible()
  await pass(269_000)
  await counts('0:01')
  await expect.element(page.getByText('Question 2 of 3')).toBeVisible()
  await pass(1000)
  await expect.element(page.getByText('1 of 3 right')).toBeVisible()
  // The focus was taken to the result in mid-question: the first thing read there says why.
  focusKept()
  expect(document.activeElement?.textContent).toBe('Time is up: your result')
  await clean('time is up')
})

test('after a reload the exam goes on where it was, says so, and ends as if there had been none', async () => {
  const { pass } = heldClock()
  const before = await sit()
  await page.getByText('15 questions').click()
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  const asked: (string | undefined)[] = []
  for (let n = 1; n <= 15; n++) {
    await expect.element(page.getByText(`Question ${n} of 15`)).toBeVisible()
    if (n === 5) {
      const shown = form()?.querySelector('fieldset')?.textContent
      await before.unmount()
      vi.mocked(Date.now).mockReturnValue(Date.now() + 60_000)
      await sit()
      await expect.element(page.getByText('Question 5 of 15')).toBeVisible()
      await counts('21:30')
      expect(form()?.querySelector('fieldset')?.textContent).toBe(shown)
      expect(document.querySelector('.practice')?.textContent).toContain('The exam goes on where it was.')
      focusKept()
      await clean('an exam that goes on')
      await pass(1000)
      await counts('21:29')
    }
    asked.push(document.querySelector('.quiz-prompt')?.textContent)
    optionOf(n === 1 ? 'wrong' : 'right')?.click()
    form()?.requestSubmit()
  }
  expect(new Set(asked).size).toBe(15)
  await expect.element(page.getByText('14 of 15 right')).toBeVisible()
  expect([...document.querySelectorAll('.quiz-list .quiz-prompt')].map((prompt) => prompt.textContent)).toEqual(asked)
  await expect.poll(() => progress.events.filter(({ type }) => type === 'answer')).toHaveLength(15)
  expect(progress.events.filter(({ type }) => type === 'exam')).toMatchObject([{ right: 14, asked: 15, ms: 61_000 }])
})

test('an exam that was handed in is over; one whose time ran out meanwhile is handed in', async () => {
  heldClock()
  const first = await sit(bank.slice(0, 3))
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await page.getByRole('button', { name: 'Hand in now' }).click()
  await page.getByRole('button', { name: 'Hand in all the same' }).click()
  await first.unmount()
  const second = await sit(bank.slice(0, 3))
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 3')).toBeVisible()
  optionOf('right')?.click()
  await page.getByRole('button', { name: 'Give this answer' }).click()
  await expect.element(page.getByText('Question 2 of 3')).toBeVisible()
  await second.unmount()
  vi.mocked(Date.now).mockReturnValue(Date.now() + 86_400_000)
  await sit(bank.slice(0, 3))
  await expect.element(page.getByRole('heading', { name: 'Time is up: your result' })).toBeVisible()
  await expect.element(page.getByText('1 of 3 right')).toBeVisible()
  await expect
    .poll(() => progress.events.filter(({ type }) => type === 'exam'))
    .toMatchObject([{ right: 0 }, { right: 1, ms: 270_000 }])
})

test('where the tab keeps nothing an exam can be sat all the same', async () => {
  for (const method of ['getItem', 'setItem', 'removeItem'] as const) {
    vi.spyOn(Storage.prototype, method).mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError')
    })
  }
  await sit(bank.slice(0, 1))
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 1')).toBeVisible()
  optionOf('right')?.click()
  await page.getByRole('button', { name: 'Give this answer' }).click()
  await expect.element(page.getByText('1 of 1 right')).toBeVisible()
})

test('questions that do not arrive are announced, and the exam can be begun again', async () => {
  const parts = partsOf(bank)
  const gone = vi.spyOn(window, 'fetch').mockRejectedValue(new TypeError('offline'))
  await render(Exam, { parts, concepts })
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('The questions did not arrive. Check the connection and try again.')
  focusKept()
  await clean('no questions')
  gone.mockRestore()
  await page.getByRole('button', { name: 'Begin the exam' }).click()
  await expect.element(page.getByText('Question 1 of 18')).toBeVisible()
})

test.each([
  ['cut short', '{"questions":['],
  ['a text', '"exam"'],
  ['without questions', '{"questions":[],"seed":"1","since":1,"timed":false,"verdicts":[true],"answers":[[0]]}'],
  [
    'with something else for a question',
    '{"questions":[{"id":"x"}],"seed":"1","since":1,"timed":false,"verdicts":[],"answers":[]}',
  ],
])('where an exam stood is forgotten if it is %s', async (_, stored) => {
  sessionStorage.setItem('mailwire-exam', stored)
  await sit()
  await expect.element(page.getByRole('button', { name: 'Begin the exam' })).toBeVisible()
})
