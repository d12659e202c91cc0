/**
 * Measures the terminal beside asciinema-player and bare xterm.js, in one
 * browser and one run: `node src/bench/terminal.ts [built site]`. Each time
 * ends when the expected line stands in the page.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright'
import { onBuiltSite, verdictOn } from './on-built-site.ts'
import { generatedCast } from './terminal-casts.ts'

/** Milliseconds, the median of `RUNS`. */
interface Figures {
  readonly seekToEnd: number
  readonly oneBack: number
  readonly fullSpeed: number
}

/** What each player is asked to do; it runs in the page. */
interface Player {
  load(cast: string): Promise<void>
  toStart(): Promise<void> | void
  toEnd(): Promise<void> | void
  oneBack(): Promise<void> | void
  fullSpeed(): Promise<void> | void
  shown(): string
}

const RUNS = 5
const targets = { 10_000: { seekToEnd: 50, oneBack: 33 }, 100_000: { seekToEnd: 100, oneBack: 33 } } as const

/** Runs one player through its paces. Serialised into the page, so it uses nothing from outside. */
async function measure({ name, cast, count, runs }: { name: string; cast: string; count: number; runs: number }) {
  const player = (window as unknown as Record<string, Player>)[name]
  if (!player) throw new Error(`The page has no ${name}.`)
  const mark = (line: number) => String(line).padStart(6, '0')
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const until = async (line: number, not?: number) => {
    const limit = performance.now() + 60_000
    for (;;) {
      const text = player.shown()
      if (text.includes(mark(line)) && (not === undefined || !text.includes(mark(not)))) return
      if (performance.now() > limit) throw new Error(`${name} never showed line ${line}.`)
      await frame()
    }
  }
  const timed = async (act: () => Promise<void> | void, line: number, not?: number) => {
    await frame()
    const start = performance.now()
    await act()
    await until(line, not)
    return performance.now() - start
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  await player.load(cast)
  const ends: number[] = []
  const backs: number[] = []
  const plays: number[] = []
  for (let run = 0; run < runs; run++) {
    await player.toStart()
    await frame()
    await frame()
    ends.push(await timed(() => player.toEnd(), count - 1))
    backs.push(await timed(() => player.oneBack(), count - 2, count - 1))
  }
  for (let run = 0; run < 3; run++) {
    await player.toStart()
    await frame()
    await frame()
    plays.push(await timed(() => player.fullSpeed(), count - 1))
  }
  return { seekToEnd: median(ends), oneBack: median(backs), fullSpeed: median(plays) }
}

async function oursOn(page: Page, site: string) {
  await page.goto(`${site}/terminal/`)
  await page.waitForFunction(() => 'mailwireTerminal' in window)
  await page.evaluate(() => {
    interface Hook {
      load(cast: string): Promise<unknown>
      seek(to: number | 'end'): Promise<void>
      stepBack(): Promise<void>
      playAtFullSpeed(): Promise<void>
      indexed: Promise<unknown>
    }
    const hook = (window as unknown as { mailwireTerminal: Hook }).mailwireTerminal
    const player: Player = {
      load: async (cast) => {
        await hook.load(cast)
        Object.assign(window, { indexed: await hook.indexed })
      },
      toStart: () => hook.seek(-1),
      toEnd: () => hook.seek('end'),
      oneBack: () => hook.stepBack(),
      fullSpeed: () => hook.playAtFullSpeed(),
      shown: () => document.querySelector('.xterm-rows')?.textContent ?? '',
    }
    Object.assign(window, { mailwire: player })
  })
}

async function peersOn(page: Page) {
  const from = (path: string) => readFileSync(resolve('node_modules', path), 'utf8')
  await page.setContent('<!doctype html><title>Peers</title><div id="a"></div><div id="x"></div>')
  await page.addStyleTag({ content: from('asciinema-player/dist/bundle/asciinema-player.css') })
  await page.addStyleTag({ content: from('@xterm/xterm/css/xterm.css') })
  await page.addScriptTag({ content: from('asciinema-player/dist/bundle/asciinema-player.min.js') })
  await page.addScriptTag({ content: from('@xterm/xterm/lib/xterm.js') })
  await page.evaluate(() => {
    interface AsciinemaPlayer {
      seek(to: number): Promise<void>
      play(): Promise<void>
      pause(): Promise<void>
      dispose(): void
    }
    interface Bare {
      open(element: Element): void
      write(data: string, done?: () => void): void
      reset(): void
    }
    const globals = window as unknown as {
      AsciinemaPlayer: { create(source: unknown, box: Element | null, options: unknown): AsciinemaPlayer }
      Terminal: new (options: unknown) => Bare
    }
    const box = (id: string) => document.querySelector(`#${id}`) as Element
    let asciinema: AsciinemaPlayer | null = null
    let count = 0
    const asciinemaPlayer: Player = {
      load: async (cast) => {
        count = cast.split('\n').length - 1
        asciinema?.dispose()
        asciinema = globals.AsciinemaPlayer.create({ data: cast }, box('a'), {
          preload: true,
          speed: 1e9,
          controls: false,
        })
        await asciinema.seek(0.001)
      },
      toStart: async () => {
        await asciinema?.pause()
        await asciinema?.seek(0.001)
      },
      toEnd: () => asciinema?.seek((count - 1) / 100 + 0.001),
      oneBack: () => asciinema?.seek((count - 2) / 100 + 0.001),
      fullSpeed: () => void asciinema?.play(),
      shown: () => box('a').textContent ?? '',
    }
    let output: string[] = []
    const bare = new globals.Terminal({ cols: 80, rows: 24 })
    bare.open(box('x'))
    const write = (to: number) =>
      new Promise<void>((done) => {
        bare.reset()
        bare.write(output.slice(0, to).join(''), done)
      })
    const bareXterm: Player = {
      load: async (cast) => {
        output = cast
          .split('\n')
          .slice(1)
          .map((line) => String((JSON.parse(line) as unknown[])[2]))
        await write(1)
      },
      toStart: () => write(1),
      toEnd: () => write(output.length),
      oneBack: () => write(output.length - 1),
      fullSpeed: () => write(output.length),
      shown: () => box('x').querySelector('.xterm-rows')?.textContent ?? '',
    }
    Object.assign(window, { asciinemaPlayer, bareXterm })
  })
}

/**
 * @param site  where the built site is served
 * @returns whether every target is met
 */
async function benchTerminal(browser: Browser, site: string): Promise<boolean> {
  let met = true
  for (const count of [10_000, 100_000] as const) {
    const cast = generatedCast(count)
    const table: Record<string, Figures> = {}
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await oursOn(page, site)
    const run = (on: Page, name: string): Promise<Figures> => on.evaluate(measure, { name, cast, count, runs: RUNS })
    table['Mailwire'] = await run(page, 'mailwire')
    const indexed = await page.evaluate(() => (window as unknown as { indexed: Record<string, number> }).indexed)
    await page.close()
    const peers = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await peersOn(peers)
    table['asciinema-player'] = await run(peers, 'asciinemaPlayer')
    table['bare xterm.js'] = await run(peers, 'bareXterm')
    await peers.close()

    console.log(`\n${count} lines (${(cast.length / 1e6).toFixed(1)} MB), ms`)
    console.log(
      `${''.padEnd(18)}${['seek to end', 'one back', 'full speed'].map((head) => head.padStart(14)).join('')}`,
    )
    for (const [name, { seekToEnd, oneBack, fullSpeed }] of Object.entries(table)) {
      console.log(
        `${name.padEnd(18)}${[seekToEnd, oneBack, fullSpeed].map((ms) => ms.toFixed(1).padStart(14)).join('')}`,
      )
    }
    console.log(
      `index: ${indexed['totalMs']?.toFixed(0)} ms in all, longest slice ${indexed['longestSliceMs']?.toFixed(1)} ms, ${indexed['keyframes']} keyframes`,
    )
    const ours = table['Mailwire']
    const slowest = Math.min(...['asciinema-player', 'bare xterm.js'].map((name) => table[name]?.fullSpeed ?? Infinity))
    const missed = [
      ours.seekToEnd > targets[count].seekToEnd && `seek to the end within ${targets[count].seekToEnd} ms`,
      ours.oneBack > targets[count].oneBack && `one back within ${targets[count].oneBack} ms`,
      ours.fullSpeed > slowest && `full speed no slower than ${slowest.toFixed(0)} ms`,
      (indexed['longestSliceMs'] ?? 0) > 50 && 'slices under 50 ms',
    ].filter((target) => target !== false)
    met = verdictOn(missed) && met
  }
  return met
}

await onBuiltSite(benchTerminal)
