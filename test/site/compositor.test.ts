// Arrows are moved by the browser's compositor, so that a page busy with other things does not hold them up.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, openBrowser } from './site.ts'
import { traced } from './trace.ts'

/** The animation that has begun last. */
type Watched = Window & { begun?: Animation }

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test.each(['Step forward', 'Play'])('the compositor moves the arrows after “%s”', async (button) => {
  const id = 'submission-starttls'
  const { page, close } = await open(browser, `/sessions/${id}/#${id}/greeting`)
  await page.locator('.now[data-step=greeting]').waitFor()
  // A step that comes sooner than an arrow is drawn, 320 ms, is not drawn: the player goes by the clock here.
  await page.waitForTimeout(500)
  await page.evaluate(() => {
    const { animate } = Element.prototype
    Element.prototype.animate = function (...how) {
      return ((window as Watched).begun = animate.apply(this, how))
    }
  })
  const events = await traced(page, ['blink.animations', 'devtools.timeline'], async () => {
    await page.locator('.session').first().getByRole('button', { name: button, exact: true }).click()
    await page.waitForFunction(() => (window as Watched).begun)
    // Where the session's clock is a frame ahead, the arrow has arrived before it is wholly drawn.
    await page.evaluate(() => (window as Watched).begun?.finished.catch(() => null))
  })
  const animations = events.filter(({ name }) => name === 'Animation')
  expect(animations).not.toHaveLength(0)
  expect(animations.filter(({ args }) => args.data?.compositeFailed)).toEqual([])
  await close()
})
