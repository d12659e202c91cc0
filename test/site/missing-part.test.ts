// A widget whose script cannot be fetched says so, where it stands; what the build wrote stays.
import { expect, test } from 'vitest'
import { openBrowser, siteUrl } from './site.ts'

test('a player and a prediction without their script say what to do', async () => {
  const browser = await openBrowser()
  const page = await browser.newPage({ serviceWorkers: 'block' })
  await page.route(/_astro\/player\..*\.js$/, (route) => route.abort())
  await page.goto(`${siteUrl()}/lessons/01-two-doors/`)
  for (const part of ['figure.session', 'astro-island:has(.predict)']) {
    const missing = page.locator(part).first()
    await missing.scrollIntoViewIfNeeded()
    await missing.getByRole('alert').first().waitFor()
    expect(await missing.getByRole('alert').first().textContent()).toBe('This part is missing. Reload the page.')
  }
  expect(await page.locator('figure.session li.step').first().isVisible()).toBe(true)
  await browser.close()
})
