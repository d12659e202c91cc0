// Every step of a session pleases axe, wiretapped and not: one session of each protocol here, all with `npm run sweep`.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionIds } from '../../src/sessions/sessions.ts'
import { axe, bringAxe, colourings, repainted } from './axe.ts'
import { open, openBrowser } from './site.ts'

const ids = process.env['MAILWIRE_SWEEP']
  ? sessionIds()
  : ['attack-strip-opportunistic', 'imap-implicit', 'pop3-login-refused', 'port-closed']

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

test.each(ids.map((id, at) => ({ id, ...(colourings[at % colourings.length] ?? colourings[0]) })))(
  '$id: each step, in $name',
  async ({ id, media }) => {
    const { page, complaints, close } = await open(browser, `/sessions/${id}/`, {
      bypassCSP: true,
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 800 },
      ...media,
    })
    await page.locator('.session').first().scrollIntoViewIfNeeded()
    await page.waitForSelector('.controls')
    await page.waitForLoadState('networkidle')
    await bringAxe(page)
    const forward = page.getByRole('button', { name: 'Step forward' }).first()
    const eavesdrop = page.getByRole('button', { name: 'Eavesdrop' }).first()
    const found: string[] = []
    for (let step = 1; (await forward.getAttribute('aria-disabled')) !== 'true'; step++) {
      await forward.click()
      // Every other step is looked at through the wiretap, in turn.
      if (step % 2 === 0) await eavesdrop.click()
      await repainted(page)
      for (const line of await axe(page, '.session')) found.push(`step ${step}: ${line}`)
      if (step % 2 === 0) await eavesdrop.click()
    }
    expect({ found, complaints }).toEqual({ found: [], complaints: [] })
    await close()
  },
  600_000,
)
