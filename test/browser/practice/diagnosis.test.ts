// A learner finds out why someone's mail does not work, with as few looks as possible.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createRawSnippet } from 'svelte'
import { render } from 'vitest-browser-svelte'
import type { Case } from '../../../src/core/practice/case.ts'
import Diagnosis from '../../../src/widgets/practice/Diagnosis.svelte'
import { progress } from '../../../src/widgets/practice/progress.svelte.ts'
import { button, clean, focusKept, forget, served, tabTo } from './practised.ts'

const caseOf = (id: string): Case => ({
  id,
  symptom: `The mail of ${id} waits.`,
  session: `session-${id}`,
  looks: ['openssl', 'log', 'dns'].map((tool) => ({ id: tool, tool: `Ask ${tool}`, lines: [`${tool} says ${id}`] })),
  causes: ['The true cause.', 'Another cause.', 'A third cause.'],
  cures: ['The true cure.', 'Another cure.', 'A third cure.'],
  explanation: `This is why ${id} waits.`,
  sources: [{ fact: 'F1.3', label: 'RFC 8314 §3.3', href: 'https://www.rfc-editor.org/rfc/rfc8314#section-3.3' }],
})
const cases = [caseOf('one'), caseOf('two')]
const plain = createRawSnippet(() => ({
  render: () => '<ol><li><details><summary>The evidence of one</summary></details></li><li>two</li></ol>',
}))
const open = (href = served(cases)) => render(Diagnosis, { href, children: plain })

const input = (name: string, text: string) =>
  [...document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)].find((one) =>
    one.closest('li')?.textContent.includes(text),
  )
const verdict = () => document.querySelector('.quiz-verdict')
const take = (n: number) => page.getByRole('button', { name: /^Take the case/ }).nth(n)
const decide = async (cause: string, cure: string): Promise<void> => {
  await userEvent.click(input('cause', cause) as Element)
  await userEvent.click(input('cure', cure) as Element)
  await page.getByRole('button', { name: 'Decide' }).click()
}
const kept = () => progress.events.filter((event) => event.type === 'diagnosis')

beforeEach(forget)

test('by keyboard alone: look, decide, read the verdict, and go back to the case that was left', async () => {
  await open()
  await expect.element(take(1)).toBeVisible()
  await clean('cases')
  await tabTo(() => document.querySelectorAll('.diagnosis-cases button')[1])
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.textContent).toBe('Case 2')
  await clean('a case')
  for (const [tool, count] of [
    ['log', '1 look so far'],
    ['dns', '2 looks so far'],
  ] as const) {
    expect(document.body.textContent).not.toContain(`${tool} says two`)
    await tabTo(() => button(`Ask ${tool}`))
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => document.activeElement?.textContent).toContain(`${tool} says two`)
    await expect.poll(() => document.querySelector('[role=status]')?.textContent).toBe(count)
  }
  await clean('two looks')
  // Undecided yet: the hint is announced, the focus stays, nothing is told.
  await tabTo(() => button('Decide'))
  await userEvent.keyboard('{Enter}')
  await expect
    .poll(() => document.querySelector('.quiz-status')?.textContent)
    .toContain('Name a cause and a cure first.')
  expect(document.activeElement).toBe(button('Decide'))
  expect(verdict()).toBeNull()

  // A radio group is entered from behind at its last one; the arrows go round.
  for (const [name, text] of [
    ['cause', 'The true cause.'],
    ['cure', 'The true cure.'],
  ] as const) {
    await tabTo(() => document.activeElement?.closest(`input[name=${name}]`))
    await userEvent.keyboard(' ')
    for (let n = 0; n < 3 && !input(name, text)?.checked; n++) await userEvent.keyboard('{ArrowDown}')
    expect(input(name, text)?.checked).toBe(true)
  }
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement).toBe(verdict())
  expect(verdict()?.closest('[role=status]'), 'announced').not.toBeNull()
  expect(verdict()?.textContent).toContain('✓ Solved with 2 looks.')
  expect(verdict()?.textContent).toContain('This is why two waits.')
  expect([...(verdict()?.querySelectorAll('a') ?? [])].map((link) => link.getAttribute('href'))).toEqual([
    'https://www.rfc-editor.org/rfc/rfc8314#section-3.3',
    '/sessions/session-two/',
  ])
  await clean('solved')
  await expect.poll(kept).toHaveLength(1)
  expect(kept()[0]).toMatchObject({ case: 'two', looks: 2, right: true })
  await tabTo(() => button('All cases'))
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement).toBe(document.querySelectorAll('.diagnosis-cases button')[1])
  expect(document.activeElement?.closest('li')?.textContent).toContain('✓ solved with 2 looks')
})

test.each([
  ['The true cause.', 'The true cure.', '✓ Solved with 0 looks.', true],
  ['The true cause.', 'Another cure.', '✗ The cause, but another cure.', false],
  ['Another cause.', 'The true cure.', '✗ The cure, but another cause.', false],
  ['A third cause.', 'A third cure.', '✗ Not this time.', false],
])('by pointer: %s %s gives: %s', async (cause, cure, said, right) => {
  await open()
  await take(0).click()
  await decide(cause, cure)
  await expect.poll(() => verdict()?.textContent).toContain(said)
  focusKept()
  for (const [name, chosen] of [
    ['cause', cause],
    ['cure', cure],
  ] as const) {
    expect(input(name, 'The true')?.closest('li')?.textContent).toContain('✓ right')
    expect(input(name, chosen)?.closest('li')?.className).toBe(chosen.startsWith('The true') ? 'good' : 'bad')
  }
  await clean(said)
  await expect.poll(kept).toHaveLength(1)
  expect(kept()[0]).toMatchObject({ case: 'one', looks: 0, right })
  await page.getByRole('button', { name: 'All cases' }).click()
  await expect.element(take(0)).toHaveFocus()
  expect(document.body.textContent.includes('✓ solved with 0 looks')).toBe(right)
})

test('a look after the verdict does not count, neither in what is said nor in what is kept', async () => {
  await open()
  await take(0).click()
  await page.getByRole('button', { name: 'Ask log' }).click()
  await decide('The true cause.', 'The true cure.')
  await expect.poll(() => verdict()?.textContent).toContain('Solved with 1 look.')
  await page.getByRole('button', { name: 'Ask dns' }).click()
  await expect.element(page.getByText('dns says one')).toBeVisible()
  expect(verdict()?.textContent).toContain('Solved with 1 look.')
  expect(document.querySelector('[role=status]')?.textContent).toBe('1 look so far')
  await expect.poll(kept).toHaveLength(1)
  expect(kept()[0]).toMatchObject({ looks: 1 })
})

test('the fewest looks of a case stay', async () => {
  await open()
  for (const count of [2, 1, 3]) {
    await take(0).click()
    for (const tool of ['openssl', 'log', 'dns'].slice(0, count)) {
      await page.getByRole('button', { name: `Ask ${tool}` }).click()
    }
    await decide('The true cause.', 'The true cure.')
    await expect.poll(() => verdict()?.textContent).toContain('Solved')
    await page.getByRole('button', { name: 'All cases' }).click()
    await expect.element(take(0)).toHaveFocus()
  }
  await expect.poll(kept).toHaveLength(3)
  await expect.element(page.getByText('✓ solved with 1 look')).toBeVisible()
})

test('where the cases do not arrive the plain text stays', async () => {
  await open('data:application/json,{')
  await expect.element(page.getByText('The evidence of one')).toBeVisible()
  await expect.poll(() => document.querySelector('.diagnosis-cases')).toBeNull()
})

test('a learner who is in the plain text when the cases arrive keeps the focus', async () => {
  let arrive = (_: Response): void => {}
  const asked = vi.spyOn(window, 'fetch').mockReturnValue(new Promise((resolve) => (arrive = resolve)))
  await open('/cases')
  document.querySelector('summary')?.focus()
  arrive(new Response(JSON.stringify(cases)))
  await expect.element(take(0)).toBeVisible()
  asked.mockRestore()
  await expect.poll(() => document.activeElement).toBe(document.querySelector('.diagnosis-cases button'))
})
