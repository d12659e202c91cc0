// Two sessions side by side: moved in time, stretched by a longer link, aligned by phase.
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { axeFinds } from '../axe.ts'
import { mount, tick, unmount, type ComponentProps } from 'svelte'
import Compare from '../../../src/widgets/compare/Compare.svelte'
import { sideOf } from '../../../src/widgets/compare/CompareModel.ts'
import { recorded } from '../recorded.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

const half = async (id: string) => {
  const { timeline } = await recorded(id)
  const timelineUrl = URL.createObjectURL(new Blob([JSON.stringify(timeline)]))
  return {
    id,
    title: id,
    timelineUrl,
    typed: false,
    side: sideOf(timeline),
    checks: { recorded: [], errorMs: 12 },
    error: '',
  }
}
const left = await half('submission-implicit-rtt40')
const right = await half('submission-starttls-rtt40')

let part: Record<string, unknown> | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  if (part) await unmount(part)
  part = undefined
})

async function shown(props: Partial<ComponentProps<typeof Compare>> = {}) {
  part = mount(Compare, { target: document.body, props: { left, right, roundTripMs: 40, ...props } })
  const figure = document.querySelector<HTMLElement>('figure.compare')!
  const [delay, time] = figure.querySelectorAll<HTMLInputElement>('input[type=range]')
  await vi.waitFor(() => expect(delay!.disabled).toBe(false))
  return { figure, delay: delay!, time: time! }
}
function drag(slider: HTMLInputElement, to: number) {
  slider.value = String(to)
  slider.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
const row = (figure: HTMLElement, at: number) =>
  [...figure.querySelectorAll('tbody tr')[at]!.querySelectorAll('td')].map((cell) => cell.textContent.trim())

test('the first credential leaves earlier where TLS comes first', async () => {
  await shown()
  expect(left.side.credential!.ms).toBeLessThan(right.side.credential!.ms)
  expect(left.side.credential!.roundTrips).toBeLessThan(right.side.credential!.roundTrips)
})

test('a longer link takes both longer, and counts no more round trips', async () => {
  const { figure, delay } = await shown()
  const before = row(figure, 0)
  drag(delay, 400)
  await vi.waitFor(() => expect(row(figure, 0)).not.toEqual(before))
  const ms = (words: string) => Number.parseFloat(words)
  for (const [at, words] of row(figure, 0).entries()) {
    expect(ms(words)).toBeGreaterThan(ms(before[at]!))
    expect(words).toMatch(/^\d+ ms ± 12 ms, .*computed$/s)
    expect(/ms, (.*?acknowledgements?)/.exec(words)?.[1]).toBe(/ms, (.*?acknowledgements?)/.exec(before[at]!)?.[1])
  }
})

test('the slider makes it later by what the table counts: round trips, and waits for an acknowledgement', async () => {
  const { figure, delay } = await shown()
  const counts = () =>
    row(figure, 0).map((words) => {
      const [, ms, trips, waits] = /^(\d+) ms(?: ± 12 ms)?, (\d+) round trips and (\d+) waits? for an ack/.exec(words)!
      return { ms: Number(ms), ways: Number(trips) + Number(waits) }
    })
  const before = counts()
  expect(before.map(({ ways }) => ways)).toEqual([5, 8])
  drag(delay, 600)
  await vi.waitFor(() => expect(counts()[0]!.ms).not.toBe(before[0]!.ms))
  for (const [at, { ms, ways }] of counts().entries()) {
    expect(Math.abs(ms - before[at]!.ms - ways * 560)).toBeLessThanOrEqual(1)
  }
})

test('at a delay that was recorded, what was recorded stands beside what is computed', async () => {
  const checks = { recorded: [{ delay: 200, credential: 1069, whole: 2548 }], errorMs: 44 }
  const { figure, delay } = await shown({
    left: { ...left, checks },
    right: { ...right, checks: { recorded: [], errorMs: null } },
  })
  expect(row(figure, 1).every((words) => words.endsWith('recorded'))).toBe(true)
  expect(figure.querySelector('.worth')!.textContent).toMatch(/^These times were recorded/)
  drag(delay, 200)
  await vi.waitFor(() => expect(row(figure, 0)[0]).toMatch(/^\d+ ms ± 44 ms, .*computed; recorded: 1069 ms$/s))
  expect(row(figure, 1)[0]).toMatch(/computed; recorded: 2548 ms$/)
  expect(row(figure, 1)[1]).toMatch(/^about \d+ ms, .*computed$/s)
  expect([...figure.querySelectorAll('text.credential')].map((words) => words.textContent)).toEqual([
    expect.stringMatching(/^\d+ ms ± 44 ms$/),
    expect.stringMatching(/^about \d+ ms$/),
  ])
})

test('times within the error of each other are said to tell nothing', async () => {
  const wide = { recorded: [], errorMs: 5000 }
  const { figure, delay } = await shown({ left: { ...left, checks: wide }, right: { ...right, checks: wide } })
  drag(delay, 0)
  await vi.waitFor(() => expect(figure.querySelector('.worth')!.textContent).toContain('nothing can be said'))
})

test('neither the time that passes while it plays nor the delay, which its slider tells, is read out', async () => {
  const { figure } = await shown()
  expect([...figure.querySelectorAll('output')].map((output) => output.ariaLive)).toEqual(['off', 'off'])
})

test('at the start neither has sent a byte of mail, at the end all is drawn', async () => {
  const { figure, time } = await shown()
  drag(time, 1)
  await vi.waitFor(() => expect(figure.querySelectorAll('.later').length).toBeGreaterThan(20))
  drag(time, Number(time.max))
  await vi.waitFor(() => expect(figure.querySelectorAll('.later')).toHaveLength(0))
})

test('aligned by phase, each side has a cursor of its own in the phase it is in, and no axis of time is drawn', async () => {
  const { figure, time } = await shown()
  expect(figure.querySelectorAll('.axis').length).toBeGreaterThan(3)
  await page.getByRole('combobox').selectOptions('phase')
  await vi.waitFor(() => expect(figure.querySelector('.axis')).toBeNull())
  // When 465 is inside its handshake, 587 has not come to it.
  drag(time, 80)
  const heights = () => [...figure.querySelectorAll('.cursor')].map((line) => line.getBoundingClientRect().top)
  await vi.waitFor(() => expect(heights()[0]).toBeGreaterThan(heights()[1]! + 20))
  expect(figure.textContent).toContain('heights are no times here')
})

test('phases are named beside the lifelines, where no arrow runs', async () => {
  await page.viewport(1280, 800)
  const { figure } = await shown()
  const svg = figure.querySelector('.lanes')!.getBoundingClientRect()
  const names = [...figure.querySelectorAll('.phases text')].map((name) => name.getBoundingClientRect())
  expect(names.length).toBeGreaterThan(6)
  for (const { left, right } of names) expect(right <= svg.left + 1 || left >= svg.right - 1).toBe(true)
})

test('the line of an attacker is named', async () => {
  const figure = (await shown({ right: await half('attack-strip-opportunistic') })).figure
  const named = [...figure.querySelectorAll('.names p')].map((side) =>
    [...side.querySelectorAll('i')].map((name) => name.textContent),
  )
  expect(named).toEqual([
    ['Client', 'Server'],
    ['Client', 'Attacker', 'Server'],
  ])
})

test('with reduced motion, play goes in cuts from one thing sent to the next, and can be paused', async () => {
  const { time } = await shown()
  drag(time, Number(time.max))
  vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList)
  await page.getByRole('button', { name: 'Play at a tenth' }).click()
  const seen = new Set<number>()
  const until = performance.now() + 1300
  while (performance.now() < until) {
    seen.add(time.valueAsNumber)
    await new Promise(requestAnimationFrame)
  }
  await page.getByRole('button', { name: 'Pause' }).click()
  // In a tenth of the time the first 130 ms: a few messages, and none of the times between them.
  expect(Math.max(...seen)).toBeLessThan(300)
  expect(seen.size).toBeGreaterThan(3)
  expect(seen.size).toBeLessThan(15)
})

test('with reduced motion, play comes to the end and stops there', async () => {
  const { time } = await shown()
  drag(time, Number(time.max) - 30)
  vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList)
  await page.getByRole('button', { name: 'Play at a tenth' }).click()
  await vi.waitFor(() => expect(time.valueAsNumber).toBeGreaterThanOrEqual(Number(time.max) - 1))
  await expect.element(page.getByRole('button', { name: 'Play at a tenth' })).toBeVisible()
})

for (const matches of [false, true]) {
  test(`while nobody sees the page no time passes${matches ? ', with reduced motion too' : ''}`, async () => {
    const { time } = await shown()
    drag(time, 0)
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches } as MediaQueryList)
    // A hidden page gets no frames, and the next one when it is looked at again.
    let frame: FrameRequestCallback = () => {}
    vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => {
      frame = callback
      return 1
    })
    const start = performance.now()
    await page.getByRole('button', { name: 'Play at a tenth' }).click()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(time.valueAsNumber).toBe(0)
    frame(start + 60_000)
    await tick()
    expect(time.valueAsNumber).toBeLessThan(20)
    await expect.element(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  })
}

test('playing moves on, and can be paused', async () => {
  const { time } = await shown()
  drag(time, 0)
  await page.getByRole('button', { name: 'Play at a tenth' }).click()
  await vi.waitFor(() => expect(time.valueAsNumber).toBeGreaterThan(2))
  await page.getByRole('button', { name: 'Pause' }).click()
  const stood = time.value
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(time.value).toBe(stood)
})

test('the address says which pair is seen, and how it is set; opened by it, it is set so again', async () => {
  const was = location.href
  const pair = 'submission-implicit-rtt40+submission-starttls-rtt40'
  try {
    const first = await shown({ anchor: pair })
    drag(first.delay, 200)
    await page.getByRole('combobox').selectOptions('phase')
    await vi.waitFor(() => expect(location.search + location.hash).toBe(`?delay=200&align=phase#${pair}`))
    await unmount(part!)
    const again = await shown({ anchor: pair })
    await vi.waitFor(() => expect(again.delay.valueAsNumber).toBe(200))
    expect(again.figure.querySelector('select')!.value).toBe('phase')
    await unmount(part!)
    const other = await shown({ anchor: 'imap-implicit-rtt40+imap-starttls-rtt40' })
    expect(other.delay.valueAsNumber).toBe(40)
    expect(other.figure.querySelector('select')!.value).toBe('time')
  } finally {
    history.replaceState(history.state, '', was)
  }
})

test('the place of a player stays in the address', async () => {
  const was = location.href
  const player = document.createElement('figure')
  player.className = 'session'
  document.body.append(player)
  try {
    history.replaceState(history.state, '', `${location.pathname}#imap-idle/greeting`)
    const first = await shown({ anchor: 'a+b' })
    drag(first.delay, 200)
    await vi.waitFor(() => expect(location.search + location.hash).toBe('?delay=200&compare=a%2Bb#imap-idle/greeting'))
    await unmount(part!)
    const again = await shown({ anchor: 'a+b' })
    await vi.waitFor(() => expect(again.delay.valueAsNumber).toBe(200))
  } finally {
    player.remove()
    history.replaceState(history.state, '', was)
  }
})

for (const width of [320, 360, 1280]) {
  test(`at ${width} px the slider stays where it is, whatever is said of the delay and of the time`, async () => {
    await page.viewport(width, 800)
    const { figure, delay, time } = await shown()
    const topOf = (slider: HTMLElement) => slider.getBoundingClientRect().top - figure.getBoundingClientRect().top
    const tops = new Set<number>()
    for (let to = 0; to <= 600; to += 40) {
      drag(delay, to)
      await tick()
      tops.add(topOf(delay))
    }
    expect([...tops]).toHaveLength(1)
    tops.clear()
    for (let part = 0; part <= 20; part++) {
      drag(time, (Number(time.max) * part) / 20)
      await tick()
      tops.add(topOf(time))
    }
    expect([...tops]).toHaveLength(1)
  })
}

for (const width of [320, 1280]) {
  test(`at ${width} px nothing scrolls sideways and axe finds nothing`, async () => {
    await page.viewport(width, 800)
    const { figure, time } = await shown()
    drag(time, 100)
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
    expect(await axeFinds(figure)).toEqual([])
  })
}
