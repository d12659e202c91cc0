import { expect, test } from 'vitest'
import type { Packet, Step, Timeline } from '../../../src/core/timeline/timeline.ts'
import { PART_STEPS, partOf } from '../../../src/widgets/capture/CaptureParts.ts'

/** A timeline of so many steps, each carried by two packets of its own. */
function timelineOf(count: number): Timeline {
  const step = (i: number) =>
    ({ id: `step-${i}`, sentMs: i, arrivesMs: i + 0.5, text: '', packets: [2 * i, 2 * i + 1] }) as unknown as Step
  const packet = (i: number) => ({ sentMs: i, payload: i }) as unknown as Packet
  return {
    id: 'capture',
    title: 'a capture',
    durationMs: count,
    oneWayMs: 0,
    parties: [],
    streams: [],
    steps: Array.from({ length: count }, (_, i) => step(i)),
    packets: Array.from({ length: 2 * count }, (_, i) => packet(i)),
    chapters: [],
  }
}

test('a short conversation is one part, as it is', () => {
  const timeline = timelineOf(PART_STEPS)
  expect(partOf(timeline, 0)).toEqual({ timeline, part: 0, steps: PART_STEPS, cut: false })
})

test('a part of a long one has its own steps and the packets that carried them', () => {
  const whole = timelineOf(2 * PART_STEPS + 7)
  const { timeline, steps } = partOf(whole, 2)
  expect(steps).toBe(2 * PART_STEPS + 7)
  expect(timeline.steps.map(({ id }) => id)).toEqual(whole.steps.slice(2 * PART_STEPS).map(({ id }) => id))
  for (const [i, step] of timeline.steps.entries()) {
    const carriers = whole.steps[2 * PART_STEPS + i]?.packets.map((packet) => whole.packets[packet])
    expect(step.packets.map((packet) => timeline.packets[packet])).toEqual(carriers)
  }
  expect(timeline.durationMs).toBe(whole.steps.at(-1)?.arrivesMs)
})

test('all parts together are the whole, and a part that is not there is empty', () => {
  const whole = timelineOf(3 * PART_STEPS + 1)
  const ids = [0, 1, 2, 3].flatMap((part) => partOf(whole, part).timeline.steps.map(({ id }) => id))
  expect(ids).toEqual(whole.steps.map(({ id }) => id))
  expect(partOf(whole, 9).timeline).toMatchObject({ steps: [], packets: [] })
})

test('a step with a message of megabytes is shown by its beginning, and says how much there is', () => {
  const whole = timelineOf(1)
  const [step] = whole.steps
  const long = { ...whole, steps: [{ ...step!, text: 'x'.repeat(5_000_000) }] }
  const text = partOf(long, 0).timeline.steps[0]?.text ?? ''
  expect(text.length).toBeLessThan(5000)
  expect(text).toMatch(/x\n… 4996000 more characters: the text transcript has them\.$/)
})

test('a step that tens of thousands of packets carried brings some of them, its first and its last among them', () => {
  const whole = timelineOf(3)
  const packets = Array.from({ length: 60_000 }, (_, i) => ({ sentMs: i, payload: i }) as unknown as Packet)
  const carried = { ...whole.steps[1]!, packets: packets.map((_, i) => i).slice(10, -10) }
  const { timeline } = partOf({ ...whole, packets, steps: [whole.steps[0]!, carried, whole.steps[2]!] }, 0)
  expect(timeline.packets.length).toBeLessThanOrEqual(2000)
  const shown = timeline.steps[1]?.packets.map((packet) => timeline.packets[packet])
  expect(shown?.[0]).toEqual(packets[10])
  expect(shown?.at(-1)).toEqual(packets.at(-11))
  for (const step of timeline.steps) for (const packet of step.packets) expect(timeline.packets[packet]).toBeDefined()
})
