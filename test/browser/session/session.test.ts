// A learner steps through a session: by button, by key, by link, by ear.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import { createRawSnippet, flushSync, mount, unmount } from 'svelte'
import Controls from '../../../src/widgets/session/Controls.svelte'
import Ladder from '../../../src/widgets/ladder/Ladder.svelte'
import { ControlsBar } from '../../../src/widgets/session/ControlsBar.ts'
import Session from '../../../src/widgets/session/Session.svelte'
import { chaptersOf } from '../../../src/widgets/player/chapters.ts'
import { Playhead } from '../../../src/widgets/player/playhead.svelte.ts'
import { inTurn } from '../../../src/widgets/player/turns.ts'
import { placeCheckpoint } from '../../../src/widgets/predict/PredictGate.ts'
import { submission } from '../../fixtures/submission.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'
import '../../../src/widgets/session/Session.css'

const last = submission.steps.length - 1
const explanations = {
  'tls.client_hello': { name: 'ClientHello', meaning: 'The client opens the handshake.', source: 'RFC 8446 §4.1.2' },
}
let figure: HTMLElement
let parts: Record<string, unknown>[] = []
/** The bar of buttons, as the build hands it to the island. */
const bar = createRawSnippet(() => ({
  render: () => '<div></div>',
  setup: (target) => {
    const controls = mount(Controls, {
      target,
      props: { first: 0, last, views: ['ladder'], chapters: chaptersOf(submission, 0, last) },
    })
    return () => void unmount(controls)
  },
}))

beforeEach(async () => {
  history.replaceState(null, '', location.pathname + location.search)
  figure = document.createElement('figure')
  figure.className = 'session'
  figure.setAttribute('aria-label', submission.title)
  const stage = document.createElement('div')
  stage.className = 'stage'
  figure.append(stage)
  document.body.append(figure)
  const file = URL.createObjectURL(new Blob([JSON.stringify(submission)]))
  parts = [
    mount(Ladder, { target: stage, props: { timeline: submission, explanations, anchor: submission.id } }),
    mount(Session, {
      target: figure,
      props: {
        name: submission.id,
        timelineUrl: file,
        wireUrl: '',
        castUrl: '',
        views: ['ladder'],
        first: 0,
        last,
        children: bar,
      },
    }),
  ]
  await vi.waitFor(() => expect(scrubber().disabled).toBe(false))
})

afterEach(async () => {
  await Promise.all(parts.map((part) => unmount(part)))
  figure.remove()
})

const scrubber = () => figure.querySelector<HTMLInputElement>('input[type=range]')!
const now = () => figure.querySelector<HTMLElement>('li.step.now')?.dataset['step']
const spoken = () => figure.querySelector('[aria-live]')?.textContent ?? ''
const focusList = () => figure.querySelector<HTMLElement>('.scroll')!.focus()
const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const link = (fragment: string) => {
  history.pushState(null, '', fragment)
  dispatchEvent(new PopStateEvent('popstate'))
}

test('nothing moves before the learner does', () => {
  expect(now()).toBeUndefined()
  expect(location.hash).toBe('')
  expect(figure.querySelector('.ahead, .tapped')).toBeNull()
})

test('stepping forward shows the next message, says it and puts it in the address', async () => {
  await press('Step forward')
  await press('Step forward')
  expect(now()).toBe('syn-ack')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/syn-ack'))
  await vi.waitFor(() => expect(spoken()).toBe('2. Server to client, readable on the path: SYN ACK.'))
  await vi.waitFor(() => expect(figure.querySelectorAll('li.step:not(.ahead)')).toHaveLength(2))
})

test('a step is said with what it means', async () => {
  link('#submission-by-hand/starttls')
  await vi.waitFor(() => expect(now()).toBe('starttls'))
  focusList()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await vi.waitFor(() =>
    expect(spoken()).toContain(
      '9. Client to server, readable on the path: ClientHello. The client opens the handshake.',
    ),
  )
})

test('the keys of the sheet do what it says', async () => {
  focusList()
  await userEvent.keyboard('{End}')
  expect(now()).toBe('bye')
  await userEvent.keyboard('{ArrowUp}')
  expect(now()).toBe('quit')
  await userEvent.keyboard('{Home}')
  expect(now()).toBeUndefined()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowLeft}')
  expect(now()).toBe('syn')
  await userEvent.keyboard(']')
  await vi.waitFor(() => expect(location.hash).toContain('speed=2'))
  await userEvent.keyboard('[[[[w')
  await vi.waitFor(() => expect(location.hash).toContain('speed=0.5&wiretap=1'))
  await vi.waitFor(() => expect(figure.querySelector('.tapped .heard')).not.toBeNull())
  await userEvent.keyboard('1')
  expect(figure.classList.contains('zoom-phases')).toBe(true)
})

test('shift and an arrow go flight by flight, in the list and on the scrubber', async () => {
  link('#submission-by-hand/client-hello')
  await vi.waitFor(() => expect(now()).toBe('client-hello'))
  for (const focus of [focusList, () => scrubber().focus()]) {
    focus()
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
    await vi.waitFor(() => expect(now()).toBe('server-finished'))
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}')
    await vi.waitFor(() => expect(now()).toBe('client-hello'))
  }
})

test('a link takes the keyboard to the player where it was nowhere, and from nowhere else', async () => {
  figure.dataset['name'] = submission.id
  ;(document.activeElement as HTMLElement).blur()
  const list = figure.querySelector('.scroll')
  link('#submission-by-hand/client-hello')
  await vi.waitFor(() => expect(document.activeElement).toBe(list))
  scrubber().focus()
  link('#submission-by-hand/auth')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  expect(document.activeElement).toBe(scrubber())
})

test('the keys are left alone outside the player and while something is chosen', async () => {
  const field = document.createElement('input')
  document.body.append(field)
  field.focus()
  await userEvent.keyboard('{End}w')
  expect(now()).toBeUndefined()
  expect(field.value).toBe('w')
  field.remove()
  figure.querySelector('select')?.focus()
  await userEvent.keyboard('{End}')
  expect(now()).toBeUndefined()
})

test('a jump adds to the history, and Back returns', async () => {
  await press('Step forward')
  await vi.waitFor(() => expect(location.hash).toContain('/syn'))
  const before = history.length
  await press('Last')
  expect(now()).toBe('bye')
  await vi.waitFor(() => expect(history.length).toBe(before + 1))
  history.back()
  await vi.waitFor(() => expect(now()).toBe('syn'))
})

test('playing replaces the address and stops at the end', async () => {
  link('#submission-by-hand/auth?speed=8')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  const before = history.length
  await press('Play')
  await vi.waitFor(() => expect(now()).toBe('bye'), { timeout: 8000 })
  await vi.waitFor(() => expect(page.getByRole('button', { name: 'Play', exact: true }).elements()).toHaveLength(1))
  expect(history.length).toBe(before)
})

test('with reduced motion an arrow stands whole at once, and playing shows the same steps in cuts', async () => {
  const real = globalThis.matchMedia.bind(globalThis)
  const reduced = vi
    .spyOn(window, 'matchMedia')
    .mockImplementation((query) =>
      query.includes('reduced-motion') ? ({ matches: true } as MediaQueryList) : real(query),
    )
  const ends: string[] = []
  const ink = figure.querySelector<SVGElement>('[data-step="ack"] .ink')!
  const watched = new MutationObserver(() => ends.push(ink.style.scale))
  watched.observe(ink, { attributes: true })
  for (let step = 0; step < 3; step++) await press('Step forward')
  expect(now()).toBe('ack')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(ends).toEqual([])
  expect(ink.getAnimations()).toEqual([])
  link('#submission-by-hand/auth?speed=8')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  await press('Play')
  await vi.waitFor(() => expect(now()).toBe('bye'), { timeout: 8000 })
  watched.disconnect()
  reduced.mockRestore()
})

test('the note of the row stands beside the ladder and never over it, and so does the hint before the first step', async () => {
  const aside = figure.querySelector('.aside')!
  for (const [width, beside] of [
    [1280, true],
    [360, false],
  ] as const) {
    await page.viewport(width, 800)
    const [box, ladder] = [aside.getBoundingClientRect(), figure.querySelector('.scroll')!.getBoundingClientRect()]
    expect(beside ? box.left >= ladder.right : box.top >= ladder.bottom).toBe(true)
  }
  await page.viewport(1280, 800)
  const hint = aside.textContent
  expect(hint).toContain('Step through')
  focusList()
  for (let at = 0; at < 5; at++) await userEvent.keyboard('{ArrowRight}')
  const note = figure.querySelector('.now .note')!.innerHTML
  await vi.waitFor(() => expect(aside.innerHTML).toBe(note))
  await userEvent.keyboard('{Home}')
  await vi.waitFor(() => expect(aside.textContent).toBe(hint))
})

test('the scrubber goes where it was put, also where old news of the playhead reaches it first', async () => {
  scrubber().value = '5'
  scrubber().dispatchEvent(new Event('input', { bubbles: true }))
  scrubber().value = '2'
  await vi.waitFor(() => expect(now()).toBe(submission.steps[5]!.id))
  await vi.waitFor(() => expect(scrubber().value).toBe('5'))
})

test('an arrow grows after a step, and who steps on sees the next one drawn', async () => {
  const growing = (step: string) => figure.querySelector(`[data-step="${step}"] .ink`)!.getAnimations().length
  // How long the test's own clicks take is not what is asked about.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000)
  await press('Step forward')
  clock.mockReturnValue(10_400)
  await press('Step forward')
  await vi.waitFor(() => expect(growing('syn-ack')).toBe(1))
  clock.mockReturnValue(10_500)
  await press('Step forward')
  expect([growing('syn-ack'), growing('ack')]).toEqual([0, 0])
  await vi.waitFor(() => expect(figure.querySelector('.due')).toBe(null))
  expect([growing('syn-ack'), growing('ack')]).toEqual([0, 0])
  clock.mockRestore()
})

test('playing can be paused', async () => {
  await press('Play')
  await press('Pause')
  const stood = now()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(now()).toBe(stood)
})

test('while it plays, the button shows the sign for pausing', async () => {
  const seen = (sign: string) => getComputedStyle(figure.querySelector(`button .${sign}`)!).display !== 'none'
  expect([seen('play'), seen('pause')]).toEqual([true, false])
  await press('Play')
  await vi.waitFor(() => expect([seen('play'), seen('pause')]).toEqual([false, true]))
})

test('after a link, a switch is in the address at once', async () => {
  link('#submission-by-hand/auth')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  focusList()
  await userEvent.keyboard('w')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/auth?wiretap=1'))
  await userEvent.keyboard(']')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/auth?speed=2&wiretap=1'))
})

test('a switch turned before the first step is in the address too', async () => {
  focusList()
  await userEvent.keyboard('w')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/?wiretap=1'))
})

test('switches turned before the timeline has come are in the address once it has', async () => {
  let arrive = () => {}
  const arrival = new Promise<Response>((resolve) => {
    arrive = () => resolve(Response.json(submission))
  })
  vi.spyOn(window, 'fetch').mockReturnValueOnce(arrival)
  const name = `${submission.id}.2`
  const second = document.createElement('figure')
  second.className = 'session'
  document.body.append(second)
  parts.push(
    mount(Session, {
      target: second,
      props: { name, timelineUrl: '', wireUrl: '', castUrl: '', views: ['ladder'], first: 0, last, children: bar },
    }),
  )
  try {
    await vi.waitFor(() => expect(second.querySelector('[data-act=wiretap]')).not.toBeNull())
    flushSync()
    second.querySelector<HTMLElement>('[data-act=wiretap]')!.click()
    const speed = second.querySelector<HTMLSelectElement>('[data-choice=speed]')!
    speed.selectedIndex = 4
    speed.dispatchEvent(new Event('change', { bubbles: true }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(location.hash).toBe('')
    arrive()
    await vi.waitFor(() => expect(location.hash).toBe(`#${name}/?speed=4&wiretap=1`))
  } finally {
    second.remove()
    vi.restoreAllMocks()
  }
})

test('before the first message of an excerpt the bar names no message and counts nothing', async () => {
  const first = 4
  const box = document.createElement('div')
  document.body.append(box)
  parts.push(mount(Controls, { target: box, props: { first, last, views: ['ladder'], chapters: [] } }))
  try {
    const playhead = new Playhead()
    playhead.load(submission, first)
    const shown = new ControlsBar(box, playhead, { help: vi.fn(), save: vi.fn() })
    const counted = () => [...box.querySelectorAll('.counts > *')].map((each) => each.textContent)
    shown.show(first, playhead.track)
    expect(counted()[1]).toMatch(/^flight \d+$/)
    shown.show(first - 1, playhead.track)
    expect(counted()).toEqual(['0', '', '', ''])
    expect(box.querySelector('input')?.ariaValueText).toBe(`0 of ${last - first + 1}: before the first message`)
  } finally {
    box.remove()
  }
})

test('Back undoes a jump also where another player of the page has been moved since', async () => {
  await press('Last')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/bye'))
  // The other player keeps its place beside this one's.
  history.pushState({ ...history.state, other: '#other/syn' }, '', '#other/syn')
  await press('First')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/start'))
  history.back()
  await vi.waitFor(() => expect(now()).toBe('bye'))
})

test('Back undoes the first jump also where the page was opened at one of its headings', async () => {
  link('#main')
  await press('Last')
  await vi.waitFor(() => expect(location.hash).toBe('#submission-by-hand/bye'))
  history.back()
  await vi.waitFor(() => expect(figure.querySelectorAll('li.step.ahead')).toHaveLength(last + 1))
  expect(location.hash).toBe('#main')
})

test('the place that a link named is kept, whichever player the address names later', async () => {
  link('#submission-by-hand/starttls')
  await vi.waitFor(() => expect(now()).toBe('starttls'))
  await vi.waitFor(() =>
    expect(history.state as unknown).toEqual({ 'submission-by-hand': '#submission-by-hand/starttls' }),
  )
})

test('a link shows a session that was not begun as its sender saw it, and one before its first message too', async () => {
  link('#submission-by-hand/?wiretap=1')
  await vi.waitFor(() => expect(figure.querySelector('.tapped')).not.toBeNull())
  expect(figure.querySelector('.ahead')).toBeNull()
  link('#submission-by-hand/start')
  await vi.waitFor(() => expect(figure.querySelectorAll('li.step.ahead')).toHaveLength(last + 1))
})

test('whoever zooms out from a row is still in the list', async () => {
  await press('Step forward')
  await vi.waitFor(() => expect(now()).toBe('syn'))
  figure.querySelector<HTMLElement>('li.step.now .label')!.focus()
  await userEvent.keyboard('1')
  await vi.waitFor(() => expect(document.activeElement).toBe(figure.querySelector('.scroll')))
})

test('keys on the scrubber step, and add nothing to the history; a drag adds once', async () => {
  await press('Step forward')
  await vi.waitFor(() => expect(location.hash).toContain('/syn'))
  const before = history.length
  scrubber().focus()
  await userEvent.keyboard('{ArrowRight}')
  await vi.waitFor(() => expect(location.hash).toContain('/syn-ack'))
  expect(history.length).toBe(before)
  scrubber().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  for (const to of [4, 5, 6]) {
    scrubber().value = String(to)
    scrubber().dispatchEvent(new Event('input', { bubbles: true }))
    await vi.waitFor(() => expect(now()).toBe(submission.steps[to]!.id))
  }
  await vi.waitFor(() => expect(history.length).toBe(before + 1))
})

test('a finger that scrolls the page over the scrubber leaves the playhead where it was', async () => {
  await press('Step forward')
  await press('Step forward')
  scrubber().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  scrubber().value = '9'
  scrubber().dispatchEvent(new Event('input', { bubbles: true }))
  await vi.waitFor(() => expect(now()).toBe(submission.steps[9]!.id))
  scrubber().dispatchEvent(new PointerEvent('pointercancel', { bubbles: true }))
  await vi.waitFor(() => expect(now()).toBe('syn-ack'))
  await vi.waitFor(() => expect(scrubber().value).toBe('1'))
})

test('the list follows while the scrubber is dragged, and comes to where it was let go', async () => {
  scrubber().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  const seen = new Set<string | undefined>()
  for (let to = 1; to <= 12; to++) {
    scrubber().value = String(to)
    scrubber().dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise(requestAnimationFrame)
    seen.add(now())
  }
  expect(seen.size).toBeGreaterThan(4)
  await vi.waitFor(() => expect(now()).toBe(submission.steps[12]!.id))
})

test('that a wiretap listens shows at once, and then the rows what it reads', async () => {
  focusList()
  await userEvent.keyboard('{End}')
  await vi.waitFor(() => expect(figure.querySelector('.ahead')).toBeNull())
  const sealed = figure.querySelectorAll('li.step.ciphertext').length
  const tapped = () => figure.querySelectorAll('li.step.tapped').length
  await vi.waitFor(() => expect(figure.querySelector('.now.ciphertext')).not.toBeNull())
  flushSync(() => figure.querySelector<HTMLElement>('[data-act=wiretap]')!.click())
  expect(figure.querySelector('.parties.tapped')).not.toBeNull()
  expect(tapped()).toBe(0)
  await vi.waitFor(() => expect(tapped()).toBe(sealed))
  expect(figure.querySelector('.now.tapped')).not.toBeNull()
})

test('who is still to receive a message has not the keys that it brings', async () => {
  link('#submission-by-hand/client-hello?speed=0.25')
  await vi.waitFor(() => expect(now()).toBe('client-hello'))
  await press('Play')
  await vi.waitFor(() => expect(now()).toBe('server-finished'))
  const row = figure.querySelector('[data-step=server-hello]')!
  const visible = (party: string) => getComputedStyle(row.querySelector(`.keys .${party}`)!).visibility
  await vi.waitFor(() => expect(row.classList.contains('flies')).toBe(true))
  expect([visible('server'), visible('client')]).toEqual(['visible', 'hidden'])
  await press('Pause')
  await press('Step forward')
  await vi.waitFor(() => expect(visible('client')).toBe('visible'))
})

test('an arrow on its way stands while the player stands, and goes on from there', async () => {
  link('#submission-by-hand/client-hello?speed=0.25')
  await vi.waitFor(() => expect(now()).toBe('client-hello'))
  await press('Play')
  const row = figure.querySelector('[data-step=server-hello]')!
  const flights = () => row.querySelector('.ink')!.getAnimations()
  const grown = () => Number(flights()[0]!.effect!.getComputedTiming().progress)
  await vi.waitFor(() => expect(flights()).toHaveLength(1))
  await vi.waitFor(() => expect(grown()).toBeGreaterThan(0))
  await press('Pause')
  await vi.waitFor(() => expect(flights()[0]!.playbackRate).toBe(0))
  const stood = grown()
  expect(stood).toBeLessThan(1)
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
  expect(grown()).toBe(stood)
  await press('Play')
  await vi.waitFor(() => expect(grown()).toBeGreaterThan(stood))
  await press('Step forward')
  await vi.waitFor(() => expect(flights()).toHaveLength(0))
})

test('with a wiretap nothing says what is sealed: neither the scrubber, nor the note, nor what is spoken', async () => {
  link('#submission-by-hand/auth?wiretap=1')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  await vi.waitFor(() => expect(scrubber().ariaValueText).toContain('bytes'))
  expect(scrubber().ariaValueText).not.toContain('AUTH')
  const aside = figure.querySelector<HTMLElement>('.aside')!
  await vi.waitFor(() => expect(aside.innerText).toContain('bytes'))
  expect(aside.innerText).not.toContain('AUTH')
  link('#submission-by-hand/server-hello?wiretap=1')
  focusList()
  await userEvent.keyboard('{ArrowRight}')
  await vi.waitFor(() => expect(spoken()).toContain('bytes'))
  expect(spoken()).not.toContain('EncryptedExtensions')
})

for (const hostile of [
  '#submission-by-hand/no-such-step',
  '#other/ehlo',
  '#%00/../x',
  `#submission-by-hand/${'a'.repeat(5000)}`,
  '#submission-by-hand/ehlo?speed=1e9&views=<b>',
]) {
  test(`a link that was not made here does no harm: ${hostile.slice(0, 40)}`, async () => {
    link(hostile)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([undefined, 'ehlo']).toContain(now())
    await press('Step forward')
    expect(now()).toBeDefined()
  })
}

test('a link opens what its sender saw', async () => {
  link('#submission-by-hand/auth?speed=4&wiretap=1&zoom=packets')
  await vi.waitFor(() => expect(now()).toBe('auth'))
  await vi.waitFor(() => expect(figure.querySelector('.tapped .heard')).not.toBeNull())
  await vi.waitFor(() => expect(figure.querySelectorAll('.packets li')).toHaveLength(submission.packets.length))
})

test('the wiretap reads what is in the clear and not what is sealed', async () => {
  link('#submission-by-hand/auth-reply?wiretap=1')
  await vi.waitFor(() => expect(now()).toBe('auth-reply'))
  const account = () => figure.querySelector('.account')?.textContent ?? ''
  await vi.waitFor(() => expect(account()).toContain('name of the server: mail.example.test'))
  expect(account()).toContain('user name: kept sealed')
  expect(account()).toContain('password: kept sealed')
  expect(account()).toContain('sender: not so far')
  await press('Last')
  await vi.waitFor(() => expect(account()).toContain('sender: not sent'))
  link('#submission-by-hand/ready?wiretap=1')
  await vi.waitFor(() => expect(account()).toContain('password: not so far'))
  const heard = figure.querySelector<HTMLElement>('[data-step=auth] .heard')!
  expect(heard.textContent).not.toContain('AUTH')
  expect(getComputedStyle(figure.querySelector('[data-step=auth] .says')!).display).toBe('none')
  expect(getComputedStyle(heard).display).not.toBe('none')
})

test('a row that is clicked becomes the step', async () => {
  figure.querySelector<HTMLElement>('[data-step=starttls] .label')!.click()
  await vi.waitFor(() => expect(now()).toBe('starttls'))
})

test('an open question stops the player before its step; a jump passes it by', async () => {
  let open = true
  let resume = () => {}
  const remove = placeCheckpoint({
    session: submission.id,
    step: 'client-hello',
    settled: () => !open,
    ask: (then) => (resume = then),
  })
  link('#submission-by-hand/starttls')
  await vi.waitFor(() => expect(now()).toBe('starttls'))
  await press('Step forward')
  await press('Step forward')
  expect(now()).toBe('ready')
  expect(figure.classList.contains('asked')).toBe(true)
  open = false
  resume()
  await vi.waitFor(() => expect(now()).toBe('client-hello'))
  open = true
  await press('First')
  await press('Last')
  expect(now()).toBe('bye')
  remove()
})

test('the sheet of keys opens with a question mark and closes with Escape', async () => {
  focusList()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull())
})

test('a player that is taken away does nothing more to the page', async () => {
  const watching = vi.spyOn(ResizeObserver.prototype, 'disconnect')
  const aside = figure.querySelector('.aside')!
  const before = aside.innerHTML
  flushSync(() => figure.querySelector<HTMLElement>('[data-act=last]')!.click())
  await Promise.all(parts.splice(0).map((part) => unmount(part)))
  expect(watching).toHaveBeenCalledOnce()
  // Whose turn comes after all that waited.
  await new Promise<void>((resolve) => inTurn({}, resolve))
  expect(aside.innerHTML).toBe(before)
  watching.mockRestore()
})

test('a picture that the browser cannot make is said to be missing, and one that it makes takes that back', async () => {
  const saved: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download)
  })
  const made = vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((then) => then(null))
  const menu = page.getByRole('combobox', { name: 'Save this step as a picture' })
  const trouble = () => figure.querySelector('[role=alert]')?.textContent
  await menu.selectOptions('PNG')
  await vi.waitFor(() => expect(trouble()).toContain('could not be saved as PNG'))
  expect(saved).toEqual([])
  made.mockRestore()
  await menu.selectOptions('PNG')
  await vi.waitFor(() => expect(saved).toEqual([expect.stringMatching(/\.png$/)]), { timeout: 8000 })
  await vi.waitFor(() => expect(trouble()).toBeUndefined())
  expect(spoken()).toBe('Saved as PNG.')
  vi.restoreAllMocks()
})

test('a step changes nothing of the layout', async () => {
  await press('Step forward')
  const before = figure.getBoundingClientRect().height
  const rows = figure.querySelectorAll('li.step').length
  for (const name of ['Step forward', 'Flight forward', 'Last']) await press(name)
  expect(figure.getBoundingClientRect().height).toBe(before)
  expect(figure.querySelectorAll('li.step')).toHaveLength(rows)
})

for (const width of [320, 360, 1280]) {
  test(`at ${width} px nothing scrolls sideways and axe finds nothing`, async () => {
    await page.viewport(width, 800)
    for (const place of ['client-hello', 'auth?wiretap=1', 'server-hello?zoom=packets', 'syn?zoom=phases']) {
      link(`#submission-by-hand/${place}`)
      await vi.waitFor(() => expect(now()).toBe(place.split('?')[0]))
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
      expect(await axeFinds(figure)).toEqual([])
    }
  })
}
