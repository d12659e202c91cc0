import { page, userEvent } from 'vitest/browser'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Question from '../../../src/widgets/practice/Question.svelte'
import '../../../src/widgets/practice/Quiz.css'
import type { Question as Asked } from '../../../src/core/practice/question.ts'

const asked = (part: Partial<Asked>): Asked => ({
  id: 'try',
  rev: '0',
  kind: 'single',
  concept: 'c',
  lesson: 'l',
  difficulty: 1,
  prompt: 'Which port?',
  explanation: 'It is `465`.',
  sources: [{ fact: 'F1.3', label: 'RFC 8314 §3.3', href: 'https://www.rfc-editor.org/rfc/rfc8314#section-3.3' }],
  ...part,
})
const options = ['465', '587', '25'].map((text, index) => ({ text, right: index === 0, because: `About ${text}.` }))

test('a single choice is answered by a number key and Enter, and the verdict is announced', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, { question: asked({ options }), onanswer })
  const inputs = [...container.querySelectorAll('input')]
  inputs[0]?.focus()
  const place = inputs.findIndex((input) => input.closest('li')?.textContent.includes('587'))
  await userEvent.keyboard(`${place + 1}{Enter}`)
  expect(onanswer).toHaveBeenCalledWith([1], expect.objectContaining({ right: false }), undefined)
  const status = container.querySelector<HTMLElement>('[role=status]')
  await vi.waitFor(() => {
    expect(status?.innerText).toContain('Not this time')
  })
  expect(status?.innerText).not.toContain('Right.')
  // The reasons follow the verdict a frame later.
  await vi.waitFor(() => {
    expect(status?.textContent).toContain('About 587.')
  })
  expect(status?.textContent).toContain('It is 465.')
  expect(status?.querySelector('a')?.href).toContain('rfc8314')
})

test('a multiple choice is answered by letters', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, { question: asked({ kind: 'multiple', options }), onanswer })
  const inputs = [...container.querySelectorAll('input')]
  inputs[0]?.focus()
  const letter = 'abc'[inputs.findIndex((input) => input.closest('li')?.textContent.includes('465'))] ?? ''
  await userEvent.keyboard(`${letter}{Enter}`)
  expect(onanswer).toHaveBeenCalledWith([0], expect.objectContaining({ right: true }), undefined)
})

test('a port is typed', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, {
    question: asked({ kind: 'port', accept: ['465'], wrong: [] }),
    onanswer,
  })
  container.querySelector('input')?.focus()
  await userEvent.keyboard('465{Enter}')
  expect(onanswer).toHaveBeenCalledWith('465', expect.objectContaining({ right: true }), undefined)
})

test('things are put in order by the arrow keys, and the focus follows', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, {
    question: asked({ kind: 'order', sequence: ['one', 'two'] }),
    onanswer,
  })
  await vi.waitFor(() => {
    expect(container.querySelectorAll('.quiz-order li')).toHaveLength(2)
  })
  container.querySelectorAll<HTMLElement>('button.up')[1]?.focus()
  await userEvent.keyboard('{ArrowUp}')
  expect([...container.querySelectorAll('.quiz-order li > span')].map((item) => item.textContent)).toEqual([
    'one',
    'two',
  ])
  await vi.waitFor(() => {
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move up: one, 1 of 2')
  })
  container.querySelector<HTMLElement>('.quiz-actions button')?.click()
  expect(onanswer).toHaveBeenCalledWith([0, 1], expect.objectContaining({ right: true }), undefined)
})

test('a wrong partner is called the learner’s own, and the right one named', async () => {
  const pairs = [
    ['465', 'implicit'],
    ['587', 'STARTTLS'],
  ] as const
  const { container } = await render(Question, { question: asked({ kind: 'match', pairs }), onanswer: vi.fn() })
  for (const [at, select] of [...container.querySelectorAll('select')].entries())
    await userEvent.selectOptions(select, pairs[1 - at]?.[1] ?? '')
  container.querySelector<HTMLElement>('.quiz-actions button')?.click()
  await vi.waitFor(() => {
    expect([...container.querySelectorAll('.quiz-tag')].map((tag) => tag.textContent)).toEqual([
      '✗ yours; right: implicit',
      '✗ yours; right: STARTTLS',
    ])
  })
})

test('where an exam ended before a partner was chosen, none is called the learner’s', async () => {
  const pairs = [['465', 'implicit']] as const
  const { container } = await render(Question, {
    question: asked({ kind: 'match', pairs }),
    before: [],
    onanswer: vi.fn(),
  })
  expect(container.querySelector('.quiz-tag')?.textContent).toBe('✗ not chosen; right: implicit')
})

test('a long transcript leaves its question in sight, and can be scrolled by keyboard', async () => {
  const given = Array.from({ length: 80 }, (_, line) => `line ${line}`).join('\n')
  const { container } = await render(Question, { question: asked({ options, given }), onanswer: vi.fn() })
  const box = container.querySelector('pre') as HTMLElement
  expect(box.clientHeight).toBeLessThanOrEqual(0.4 * innerHeight)
  box.focus()
  expect(document.activeElement).toBe(box)
})

test('who asks how sure one is says that the choice checks the answer', async () => {
  await render(Question, { question: asked({ options }), askSure: true, onanswer: vi.fn() })
  const group = page.getByRole('group', { name: 'How sure are you? Each checks the answer.' })
  await expect.element(group.getByRole('button', { name: 'Certain' })).toBeVisible()
})

test('an exam gives no verdict', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, { question: asked({ options }), feedback: false, onanswer })
  container.querySelector('input')?.focus()
  await userEvent.keyboard('1{Enter}')
  expect(onanswer).toHaveBeenCalledOnce()
  expect(container.querySelector('.quiz-verdict')).toBeNull()
  expect(container.innerText).not.toContain('✓')
})

test('how sure a learner is goes with the answer', async () => {
  const onanswer = vi.fn()
  const { container } = await render(Question, { question: asked({ options }), askSure: true, onanswer })
  container.querySelector('input')?.click()
  container.querySelector<HTMLElement>('button[value="3"]')?.click()
  expect(onanswer).toHaveBeenCalledWith(expect.anything(), expect.anything(), 3)
})

test('a byte is pointed at by arrows, row by row, and any byte of the field is right', async () => {
  const onanswer = vi.fn()
  const bytes = Array.from({ length: 24 }, (_, index) => ({
    text: index.toString(16).padStart(2, '0'),
    right: index === 9 || index === 10,
    because: '',
  }))
  const { container } = await render(Question, {
    question: asked({ kind: 'point', bytes: true, options: bytes }),
    onanswer,
  })
  const list = container.querySelector<HTMLElement>('ul.bytes')
  // Eight in a row, however wide the window is.
  list?.style.setProperty('grid-template-columns', 'repeat(8, 1fr)')
  const inputs = [...container.querySelectorAll('input')]
  inputs[0]?.focus()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  expect(inputs.findIndex((input) => input.checked)).toBe(9)
  await userEvent.keyboard('{Enter}')
  expect(onanswer).toHaveBeenCalledWith([9], expect.objectContaining({ right: true }), undefined)
  await userEvent.click(inputs[10] as HTMLElement)
  expect(container.querySelector<HTMLElement>('.quiz-said')?.innerText.trim()).toBe('')
})

/** Lets the time pass within which a second press counts as the same. */
function afterDoublePress(): void {
  const now = performance.now() + 1000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
}

test('the focus stays in the question after an answer, also where the buttons asked how sure one is', async () => {
  const { container } = await render(Question, { question: asked({ options }), askSure: true, onanswer: vi.fn() })
  container.querySelector('input')?.click()
  const sure = container.querySelector<HTMLElement>('button[value="2"]')
  sure?.focus()
  sure?.click()
  await vi.waitFor(() => {
    expect(container.querySelector('.quiz-verdict')).not.toBeNull()
    expect(document.activeElement?.textContent).toContain('Try again')
  })
  afterDoublePress()
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(document.activeElement).toBe(container.querySelector('input')))
})

test('after an order was checked, Enter tries it again', async () => {
  const { container } = await render(Question, {
    question: asked({ kind: 'order', sequence: ['one', 'two'] }),
    askSure: true,
    onanswer: vi.fn(),
  })
  await userEvent.click(container.querySelector('button[value="2"]') as HTMLElement)
  await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Try again'))
})

test('in a run Enter goes from the verdict to the next question, and a double press does not', async () => {
  const go = vi.fn()
  const next = { label: 'Next question', go }
  const { container } = await render(Question, { question: asked({ options }), next, onanswer: vi.fn() })
  container.querySelector('input')?.focus()
  await userEvent.keyboard('1{Enter}{Enter}')
  expect(go).not.toHaveBeenCalled()
  await vi.waitFor(() => {
    expect(container.querySelector('button')?.textContent).toContain('Next question')
  })
  afterDoublePress()
  await userEvent.keyboard('{Enter}')
  expect(go).toHaveBeenCalledOnce()
})

test('once the answer has been shown, another attempt proves nothing', async () => {
  const onanswer = vi.fn()
  await render(Question, { question: asked({ options }), onanswer })
  // Two presses in one moment belong together.
  const clock = vi.spyOn(performance, 'now')
  for (const [at, text] of ['587', '465'].entries()) {
    clock.mockReturnValue(1000 * (at + 1))
    await page.getByRole('radio', { name: text }).click({ force: true })
    await page.getByRole('button', { name: 'Check the answer' }).click()
    await expect.element(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    clock.mockReturnValue(1000 * (at + 1) + 500)
    await page.getByRole('button', { name: 'Try again' }).click()
  }
  clock.mockRestore()
  expect(onanswer).toHaveBeenCalledOnce()
  expect(onanswer).toHaveBeenCalledWith([1], expect.objectContaining({ right: false }), undefined)
})
