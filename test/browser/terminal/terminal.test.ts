// The terminal of a real recording, on the playhead's clock, and typed by the learner.
import { beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import { render } from 'vitest-browser-svelte'
import Terminal from '../../../src/widgets/terminal/Terminal.svelte'
import TypeItStates from '../../../src/widgets/terminal/TypeItStates.svelte'
import { Replay } from '../../../src/widgets/terminal/TerminalReplay.ts'
import { recorded } from '../recorded.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

let session: Awaited<ReturnType<typeof recorded>>
beforeEach(async () => {
  session = await recorded('submission-starttls')
})

const shown = () => document.querySelector('.xterm-rows')?.textContent ?? ''
const stepOf = (kind: string) => session.timeline.steps.findIndex((step) => step.kind === kind)

async function open(width = 1000, target = document.body) {
  await page.viewport(width, 900)
  session.playhead.views = ['terminal']
  render(Terminal, { playhead: session.playhead, cast: { url: session.castUrl } }, { baseElement: target })
  await expect.poll(shown).toMatch(/^\$\s*$/)
  return document.querySelector('section.terminal') as HTMLElement
}

test('it shows what the client showed at each step, and nothing of the next', async () => {
  await open()
  const { playhead } = session
  playhead.goTo(stepOf('smtp.greeting'))
  await expect.poll(shown).toContain('220 mail.example.test ESMTP Postfix')
  expect(shown()).not.toContain('EHLO')
  playhead.goTo(stepOf('smtp.starttls'))
  await expect.poll(shown).toContain('STARTTLS')
  expect(shown()).not.toContain('Ready to start TLS')
  playhead.go({ to: 'previous' })
  await expect.poll(shown).toMatch(/250 CHUNKING\s*$/)
})

test('a terminal whose keyframes cannot be taken works without them', async () => {
  vi.spyOn(Replay.prototype, 'index').mockRejectedValue(new Error('no keyframe'))
  const container = await open()
  session.playhead.goTo(stepOf('smtp.greeting'))
  await expect.poll(shown).toContain('220 mail.example.test ESMTP Postfix')
  expect(container.querySelector('[role=alert]')).toBe(null)
  vi.restoreAllMocks()
})

test('a terminal that is switched off while it is written to is not read any more', async () => {
  const warned = vi.spyOn(console, 'warn')
  let written = () => {}
  const show = vi.spyOn(Replay.prototype, 'show').mockReturnValue(new Promise((resolve) => (written = resolve)))
  session.playhead.views = ['terminal']
  const part = await render(Terminal, { playhead: session.playhead, cast: { url: session.castUrl } })
  await vi.waitFor(() => expect(show).toHaveBeenCalled())
  await part.unmount()
  written()
  // Longer than what is shown stands still before it is read as text.
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(warned.mock.calls).toEqual([])
  vi.restoreAllMocks()
})

test('before the first step it says what will stand here, and nothing moves when that goes', async () => {
  const container = await open()
  const hint = () => container.querySelector('.before')
  expect(hint()?.textContent).toContain('line by line')
  expect(hint()?.textContent).toContain('Ask for TLS')
  expect(await axeFinds(container)).toEqual([])
  const before = container.getBoundingClientRect().height
  session.playhead.go({ to: 'next' })
  await expect.poll(hint).toBe(null)
  expect(container.getBoundingClientRect().height).toBe(before)
})

test('Tab passes by the terminal: what it shows is text beside it', async () => {
  const container = await open()
  const stops = [
    ...container.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]'),
  ].filter((each) => each.tabIndex >= 0)
  expect(stops.some((stop) => stop.closest('.xterm'))).toBe(false)
  session.playhead.goTo(session.playhead.last)
  await expect.poll(() => container.querySelector('pre')?.textContent).toContain('221 2.0.0 Bye')
})

test('a chapter is gone to by the step that begins it, as in every other menu', async () => {
  await open()
  const { playhead, timeline } = session
  const menu = page.getByRole('combobox', { name: 'Chapter' })
  for (const [label, step] of [
    ['Log in', 'auth'],
    ['Ask for TLS', 'starttls'],
    ['Send a message', 'mail'],
  ] as const) {
    await menu.selectOptions(label)
    expect(playhead.stepAt(playhead.index)?.id).toBe(step)
    await expect.element(menu).toHaveDisplayValue(label)
  }
  playhead.goTo(timeline.steps.findIndex(({ id }) => id === 'auth') - 1)
  await expect.element(menu).toHaveDisplayValue('Say hello again, inside TLS')
  playhead.goTo(-1)
  await expect.element(menu).toHaveDisplayValue('Before the first')
})

test('a wiretap reads cleartext and counts the rest', async () => {
  await open()
  session.playhead.goTo(session.playhead.last)
  session.playhead.wiretap = true
  await expect.element(page.getByRole('group', { name: 'What a wiretap has read so far' })).toBeVisible()
  const lines = [...document.querySelectorAll('.wiretap li')].map((line) => line.textContent)
  expect(lines.some((line) => line.includes('STARTTLS'))).toBe(true)
  expect(lines.some((line) => line.includes('MAIL FROM'))).toBe(false)
  expect(document.querySelectorAll('.wiretap li.ciphertext').length).toBeGreaterThan(5)
})

test('while a wiretap listens, what is copied is what it reads, and there is no other text to choose', async () => {
  await open()
  const { playhead } = session
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const copy = page.getByRole('button', { name: 'Copy' })
  const asText = page.getByRole('button', { name: 'As text' })
  const text = page.getByRole('group', { name: 'What the terminal shows, as text' })
  const tap = page.getByRole('group', { name: 'What a wiretap has read so far' })
  playhead.goTo(playhead.last)
  await asText.click()
  await expect.poll(() => text.query()?.textContent).toContain('221 2.0.0 Bye')
  await copy.click()
  expect(copied.mock.lastCall?.[0]).toContain('MAIL FROM')

  playhead.wiretap = true
  await expect.element(tap).toBeVisible()
  await copy.click()
  const heard = copied.mock.lastCall?.[0] ?? ''
  expect(heard).toContain('STARTTLS')
  expect(heard).not.toContain('MAIL FROM')
  expect(heard).not.toContain('AUTH PLAIN')
  const bare = (words: string) => words.replaceAll(/[\s:]/g, '')
  expect(bare(heard)).toBe(bare(document.querySelector('.wiretap')?.textContent ?? ''))
  await expect.element(asText).toHaveAttribute('aria-pressed', 'false')
  await expect.element(asText).toHaveAttribute('aria-disabled', 'true')
  ;(asText.element() as HTMLElement).click()
  await expect.element(tap).toBeVisible()

  playhead.wiretap = false
  await expect.element(text).toBeVisible()
  await expect.element(asText).toHaveAttribute('aria-pressed', 'true')
  copied.mockRestore()
})

test('a phone gets fewer columns in readable text, and no sideways scrolling', async () => {
  await open(320)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
  const row = document.querySelector('.xterm-rows > div') as HTMLElement
  expect(parseFloat(getComputedStyle(row).fontSize)).toBeGreaterThanOrEqual(10)
  await page.getByRole('button', { name: '80 columns' }).click()
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
})

test('a learner types the lines: refused with a reason, hinted, shown after three tries, then on', async () => {
  await open()
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  const input = page.getByRole('textbox', { name: /^Line 1 of/ })
  await expect.element(input).toHaveFocus()
  await userEvent.keyboard('HELO me{Enter}')
  await expect.element(page.getByText(/without asking for extensions/)).toBeVisible()
  await expect.poll(shown).toContain('HELO me')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('EHLO …')).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText(/^The line is/)).toBeVisible()
  await input.fill('ehlo my-own-host')
  await userEvent.keyboard('{Enter}')
  const second = page.getByRole('textbox', { name: /^Line 2 of/ })
  await expect.element(second).toBeVisible()
  await second.fill('starttls')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('1 known unaided')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.element(page.getByText('0 known unaided')).toBeVisible()
})

test('the focus goes on to what is next, where the button or the field that had it goes away', async () => {
  await open()
  const begin = page.getByRole('button', { name: 'Type it yourself' })
  const press = async (name: string) => {
    ;(page.getByRole('button', { name }).element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
  }
  await begin.click()
  const field = page.getByRole('textbox', { name: /^Line/ })
  await expect.element(field).toHaveFocus()
  await press('Hint')
  await expect.element(page.getByText('EHLO …')).toBeVisible()
  await expect.element(field).toHaveFocus()
  await press('Watch instead')
  await expect.element(begin).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  const lines = session.timeline.steps.filter(
    ({ from, text, kind }) => from === 'client' && text && kind !== 'smtp.message',
  )
  for (const [at, { text }] of lines.entries()) {
    await page.getByRole('textbox', { name: new RegExp(`^Line ${at + 1} of`) }).fill(text)
    await userEvent.keyboard('{Enter}')
  }
  const done = page.getByText(/^Done: 7 of 8 lines/)
  await expect.element(done).toHaveFocus()
  // So it does where all was typed before.
  await press('Watch instead')
  await expect.element(begin).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.element(done).toHaveFocus()
  await press('Undo')
  await expect.element(page.getByRole('textbox', { name: /^Line 8 of/ })).toHaveFocus()
})

test('what was typed is kept while another view is looked at, and a key that is held sends once', async () => {
  await open()
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  await page.getByRole('textbox', { name: /^Line 1 of/ }).fill('ehlo my-own-host')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('1 known unaided')).toBeVisible()
  await page.getByRole('button', { name: 'Watch instead' }).click()
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  const second = page.getByRole('textbox', { name: /^Line 2 of/ })
  await expect.element(second).toBeVisible()
  await expect.element(page.getByText('1 known unaided')).toBeVisible()
  await second.fill('wrong')
  const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true })
  second.element().dispatchEvent(held)
  expect(held.defaultPrevented).toBe(true)
  await second.fill('')
  await userEvent.keyboard('{Enter}{Enter}{Enter}')
  await expect.element(page.getByText(/Type the line first/)).toBeVisible()
  expect(page.getByText(/^The line is/).query()).toBeNull()
})

test('a line that was shown is not known when it is typed once more, until the round begins anew', async () => {
  await open()
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  const first = page.getByRole('textbox', { name: /^Line 1 of/ })
  const say = async (text: string) => {
    await first.fill(text)
    await userEvent.keyboard('{Enter}')
  }
  for (let tries = 0; tries < 3; tries++) await say('HELO me')
  await expect.element(page.getByText(/^The line is/)).toBeVisible()
  for (let round = 0; round < 2; round++) {
    await say('EHLO me')
    await expect.element(page.getByRole('textbox', { name: /^Line 2 of/ })).toBeVisible()
    await expect.element(page.getByText('0 known unaided')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
  }
  await page.getByRole('button', { name: 'Restart' }).click()
  await say('EHLO me')
  await expect.element(page.getByText('1 known unaided')).toBeVisible()
})

test('the ladder beside it hides what comes, as long as lines are typed', async () => {
  const figure = document.createElement('figure')
  figure.className = 'session'
  figure.innerHTML = '<ol class="ladder"><li class="step ahead"><p class="rung">STARTTLS</p></li></ol>'
  document.body.append(figure)
  await open(1000, figure)
  const tells = () => figure.querySelector('.rung')?.checkVisibility({ visibilityProperty: true })
  expect(tells()).toBe(true)
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  await expect.poll(tells).toBe(false)
  await page.getByRole('textbox', { name: /^Line 1 of/ }).fill('EHLO me')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('textbox', { name: /^Line 2 of/ })).toBeVisible()
  expect(tells()).toBe(false)
  await page.getByRole('button', { name: 'Watch instead' }).click()
  await expect.poll(tells).toBe(true)
  figure.remove()
})

test('the answer to a line comes soon, however slowly the recording plays', async () => {
  const { playhead } = session
  playhead.speed = 0.001
  await open()
  // Time passes as in the player.
  const passing = setInterval(() => playhead.go({ to: 'later', screenMs: 20, speed: playhead.speed }), 20)
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  await page.getByRole('textbox', { name: /^Line 1 of/ }).fill('EHLO me')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => playhead.stepAt(playhead.index)?.kind, { timeout: 3000 }).toBe('smtp.reply.ehlo')
  expect(playhead.playing).toBe(false)
  await expect.poll(shown).toContain('250-STARTTLS')
  clearInterval(passing)
})

test('what the server has offered may be typed', async () => {
  await open()
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  for (const [at, line] of [
    'EHLO me',
    'STARTTLS',
    'EHLO me',
    `AUTH PLAIN ${btoa('\0ada@example.test\0analytical-engine')}`,
    'MAIL FROM:<ada@example.test> SIZE=119',
  ].entries()) {
    await page.getByRole('textbox', { name: new RegExp(`^Line ${at + 1} of`) }).fill(line)
    await userEvent.keyboard('{Enter}')
  }
  await expect.element(page.getByRole('textbox', { name: /^Line 6 of/ })).toBeVisible()
})

test('what is typed right after a step stays', async () => {
  const container = await open()
  session.playhead.goTo(session.playhead.last)
  // The letters are there before the step to the learner's first line has had its turn.
  const typing = new MutationObserver(() => {
    const field = container.querySelector<HTMLInputElement>('input')
    if (!field) return
    typing.disconnect()
    field.value = 'EHLO me'
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  typing.observe(container, { childList: true, subtree: true })
  await page.getByRole('button', { name: 'Type it yourself' }).click()
  await expect.poll(shown).toContain('EHLO me')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(shown()).toContain('EHLO me')
})

test('axe finds nothing, watching, as text, wiretapped and typing, light and dark', async () => {
  const container = await open()
  const { playhead } = session
  const button = (name: string) => page.getByRole('button', { name })
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme
    expect(await axeFinds(container)).toEqual([])
    await button('As text').click()
    expect(await axeFinds(container)).toEqual([])
    await button('As text').click()
    playhead.wiretap = true
    await expect.element(page.getByRole('group', { name: /wiretap/ })).toBeVisible()
    expect(await axeFinds(container)).toEqual([])
    playhead.wiretap = false
    await button('Type it yourself').click()
    await expect.element(page.getByRole('textbox', { name: /^Line 1 of/ })).toBeVisible()
    expect(await axeFinds(container)).toEqual([])
    await button('Watch instead').click()
  }
  delete document.documentElement.dataset['theme']
})

test('each state of typing can be shown by what was typed until then', async () => {
  const { timeline } = session
  const lines = timeline.steps.filter(({ from, text, kind }) => from === 'client' && text && kind !== 'smtp.message')
  const states = [
    { name: 'refused', begun: ['HELO me'] },
    { name: 'shown', begun: ['HELO me', 'EHLO', 'EHLO -'] },
    { name: 'taken', begun: ['EHLO me'] },
    { name: 'finished', begun: lines.map(({ text }) => text) },
  ]
  render(TypeItStates, { timeline, states })
  const said = [...document.querySelectorAll('.type-it')].map((each) => each.textContent)
  expect(said[0]).toContain('without asking for extensions')
  expect(said[1]).toContain('The line is EHLO laptop.example.test')
  expect(said[2]).toContain('Line 2 of 8')
  expect(said[3]).toContain('Done: 8 of 8 lines known unaided')
})
