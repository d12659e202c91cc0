// A quiz in a lesson comes to life without taking away what is being read.
import { createRawSnippet } from 'svelte'
import { beforeEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Quiz from '../../../src/widgets/practice/Quiz.svelte'
import { choiceOn, forget, served } from './practised.ts'

const bank = [choiceOn('doors', 0), choiceOn('doors', 1)]
const children = createRawSnippet(() => ({
  render: () =>
    `<ol>${bank.map((_, n) => `<li class="quiz-question"><details${n ? '' : ' open'}><summary>${n}</summary>Plain</details></li>`).join('')}</ol>`,
}))

beforeEach(forget)

test('an answer that is being read stays until it is folded, and so does one that is unfolded meanwhile', async () => {
  await render(Quiz, { sources: [served(bank)], ids: bank.map(({ id }) => id), children })
  const [first, second] = [...document.querySelectorAll('details')]
  const toggled = (details: HTMLDetailsElement, open: boolean) =>
    new Promise((resolve) => {
      details.addEventListener('toggle', resolve, { once: true })
      details.open = open
    })
  await expect.poll(() => first!.ontoggle).not.toBeNull()
  await toggled(second!, true)
  await toggled(first!, false)
  await expect.poll(() => second!.ontoggle).not.toBeNull()
  expect(second!.isConnected).toBe(true)
  await toggled(second!, false)
  await expect.poll(() => document.querySelectorAll('form.quiz-question').length).toBe(2)
})
