/** The delay model against recordings of the same conversation on other links. */
import { expect, test } from 'vitest'
import { atDelay, delayError } from '../../../src/core/timeline/delay.ts'
import { getSession, sessionIds } from '../../../src/sessions/sessions.ts'

const ids = sessionIds()
const families = [...new Set(ids.filter((id) => /-rtt\d+$/.test(id)).map((id) => id.replace(/-rtt\d+$/, '')))].filter(
  (family) => ids.includes(`${family}-rtt40`) && ids.includes(`${family}-rtt200`) && ids.includes(`${family}-rtt0`),
)

test('there are conversations recorded at 0, 40 and 200 ms', () => {
  expect(families).not.toEqual([])
})

for (const family of families) {
  test(`${family}: computed from 40 ms, the times at 200 ms are within 4 % of those recorded`, async () => {
    const [from, to] = await Promise.all([getSession(`${family}-rtt40`), getSession(`${family}-rtt200`)])
    const error = delayError(atDelay(from.timeline, to.timeline.oneWayMs), to.timeline)
    const recordedMs = error.steps.at(-1)?.recordedMs ?? 0
    expect(recordedMs).toBeGreaterThan(1000)
    expect(error.maxMs / recordedMs).toBeLessThan(0.04)
  })

  // Without delay there is no delayed ACK to wait for, and little left but the servers' work.
  test(`${family}: computed from 40 ms, the times without delay are within 150 ms of those recorded`, async () => {
    const [from, to] = await Promise.all([getSession(`${family}-rtt40`), getSession(`${family}-rtt0`)])
    expect(delayError(atDelay(from.timeline, 0), to.timeline).maxMs).toBeLessThan(150)
  })

  test(`${family}: computed for its own delay, nothing moves`, async () => {
    const { timeline } = await getSession(`${family}-rtt40`)
    const same = atDelay(timeline, timeline.oneWayMs)
    same.steps.forEach((step, i) => {
      expect(step.sentMs).toBeCloseTo(timeline.steps[i]?.sentMs ?? NaN, 2)
      expect(step.arrivesMs).toBeCloseTo(timeline.steps[i]?.arrivesMs ?? NaN, 2)
    })
  })

  test(`${family}: a longer link makes nothing earlier`, async () => {
    const { timeline } = await getSession(`${family}-rtt40`)
    const [near, far] = [atDelay(timeline, 20), atDelay(timeline, 300)]
    far.steps.forEach((step, i) => expect(step.arrivesMs).toBeGreaterThanOrEqual(near.steps[i]?.arrivesMs ?? Infinity))
    expect(far.durationMs).toBeGreaterThan(near.durationMs)
  })
}
