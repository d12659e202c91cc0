// A teacher composes a quiz by link: what is shown here is what the link gives to the class.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { quizOf, readQuizLink } from '../../../src/core/practice/quiz-link.ts'
import QuizTeach from '../../../src/widgets/practice/QuizTeach.svelte'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import { choiceOn, forget, served } from './practised.ts'

const concepts = [{ id: 'doors', title: 'On doors', lesson: '01-doors' }]
const bank = Array.from({ length: 60 }, (_, n) => choiceOn('doors', n))
const part = { lesson: 'l', href: served(bank), concepts: { doors: bank.length } }

beforeEach(forget)
afterEach(() => {
  history.replaceState(null, '', location.pathname)
  vi.restoreAllMocks()
})

const many = page.getByLabelText('How many')
const link = () => new URL((page.getByLabelText('The link').element() as HTMLInputElement).value)
const asked = () => document.querySelectorAll('.quiz-list > li').length

async function sheet(): Promise<void> {
  await page.getByRole('button', { name: 'Sheet to print' }).click()
  await expect.element(page.getByRole('heading', { name: 'Questions' })).toBeVisible()
}

test.each([
  ['more than a quiz may have', '60', 50],
  ['part of a question', '2.5', 2],
  ['less than one', '-3', 1],
  ['nothing', '', 10],
])('asked for %s, teacher and class get the same', async (_, typed, count) => {
  render(QuizTeach, { parts: [part], concepts, bank: 'x' })
  await expect.element(page.getByLabelText('Seed')).not.toHaveValue('')
  await many.clear()
  if (typed) await userEvent.type(many, typed)
  const forClass = quizOf(readQuizLink(link().searchParams), bank)
  expect(forClass).toHaveLength(count)
  await sheet()
  expect(asked()).toBe(count)
  const shown = [...document.querySelectorAll('.quiz-prompt')].map((prompt) => prompt.textContent)
  expect(shown).toEqual(forClass.map(({ prompt }) => prompt))
})

test('what went wrong is said no more once it went well', async () => {
  const parts = [{ ...part, href: 'data:,nothing' }]
  const { rerender } = await render(QuizTeach, { parts, concepts, bank: 'x' })
  await page.getByRole('button', { name: 'Sheet to print' }).click()
  await expect.element(page.getByText(/^The questions did not arrive/)).toBeVisible()
  await rerender({ parts: [part], concepts, bank: 'x' })
  await sheet()
  await expect.element(page.getByText(/^The questions did not arrive/)).not.toBeInTheDocument()
})

test('a link is read at once, however slow the storage is, and without concepts that are no more', async () => {
  vi.spyOn(progress, 'load').mockReturnValue(new Promise(() => {}))
  history.replaceState(null, '', '?seed=class7&n=3&concepts=gone.doors&bank=x')
  render(QuizTeach, { parts: [part], concepts, bank: 'x' })
  await expect.element(page.getByLabelText('On doors')).toBeChecked()
  expect(link().searchParams.get('concepts')).toBe('doors')
  await sheet()
  expect(asked()).toBe(3)
})

test('to change the quiz leads to its first field', async () => {
  render(QuizTeach, { parts: [part], concepts, bank: 'x' })
  await sheet()
  await page.getByRole('button', { name: 'Change the quiz' }).click()
  await expect.element(page.getByLabelText('On doors')).toHaveFocus()
})
