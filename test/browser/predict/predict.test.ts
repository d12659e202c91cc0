// A learner predicts the next step, and finds the answer again.
import { beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import { render } from 'vitest-browser-svelte'
import Predict from '../../../src/widgets/predict/Predict.svelte'
import { openCheckpoint } from '../../../src/widgets/predict/PredictGate.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const props = {
  id: 'one',
  session: 'a',
  step: 'client-hello',
  question: 'What comes next?',
  options: ['EHLO', 'ClientHello', 'Nothing'],
  answer: 2,
}

beforeEach(() => localStorage.clear())

const clean = async () => expect(await axeFinds(document.body)).toEqual([])

test('the question is open until it is answered, and the answer is remembered', async () => {
  const shown = await render(Predict, props)
  expect(openCheckpoint('a', 'client-hello')).toBeDefined()
  await clean()
  await page.getByRole('radio', { name: 'EHLO' }).click()
  await page.getByRole('button', { name: 'That is my answer' }).click()
  await expect.element(page.getByText('Not this time. It is this:')).toBeVisible()
  await clean()
  expect(openCheckpoint('a', 'client-hello')).toBeUndefined()
  await shown.unmount()
  await render(Predict, props)
  await expect.element(page.getByText('Not this time. It is this:')).toBeVisible()
  await page.getByRole('button', { name: 'Ask me again' }).click()
  expect(openCheckpoint('a', 'client-hello')).toBeDefined()
})

test('the player goes on when the learner does', async () => {
  await render(Predict, props)
  const resume = vi.fn()
  openCheckpoint('a', 'client-hello')?.ask(resume)
  await page.getByRole('radio', { name: 'ClientHello' }).click()
  await page.getByRole('button', { name: 'That is my answer' }).click()
  await expect.element(page.getByText('Yes.')).toBeVisible()
  // The answer is read first, and the next Tab goes on from it.
  expect(document.activeElement?.className).toContain('outcome')
  expect(resume).not.toHaveBeenCalled()
  await page.getByRole('button', { name: 'Go on' }).click()
  expect(resume).toHaveBeenCalledOnce()
})

test('storage that holds anything else is as good as empty', async () => {
  for (const kept of ['{', '[]', '{"one":"x"}', '{"one":99}', 'null']) {
    localStorage.setItem('mailwire-predictions', kept)
    const shown = await render(Predict, props)
    expect(openCheckpoint('a', 'client-hello')).toBeDefined()
    await shown.unmount()
  }
})
