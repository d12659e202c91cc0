/**
 * What the benchmarks of input to paint share. Times are those of the browser's own Event Timing: from the input to the
 * next frame that was presented, in steps of 8 ms.
 */
import type { Locator, Page } from 'playwright'

/** How often each thing is done. */
export const TRIALS = 40

/** The browser does not report an event that was painted sooner than this, ms. */
const LEAST_MS = 16

/** Slows the page's processor so many times. */
export async function slow(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

/** Keeps what the browser reports of events from now on; `only` of those of that name. */
export async function watchEvents(page: Page, only?: string): Promise<void> {
  await page.evaluate((only) => {
    const seen: number[] = []
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (!only || name === only) seen.push(duration)
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    Object.assign(window, { paintedIn: seen })
  }, only)
}

/** Acts on a page whose events are watched. @returns what it took to be painted, ms */
export async function paintedIn(page: Page, act: () => Promise<void>, pauseMs: number): Promise<number> {
  await page.evaluate(() => void ((window as unknown as { paintedIn: number[] }).paintedIn.length = 0))
  await act()
  await page.waitForTimeout(pauseMs)
  const seen = await page.evaluate(() => (window as unknown as { paintedIn: number[] }).paintedIn)
  return Math.max(LEAST_MS, ...seen)
}

/** Makes the page a bare one, to measure beside: a button that counts its clicks. */
export async function bareButton(page: Page): Promise<Locator> {
  await page.setContent(
    '<!doctype html><title>Bare</title><button onclick="this.textContent = +this.textContent + 1">0</button>',
  )
  return page.getByRole('button')
}
