/**
 * A long conversation in parts, so that the page is never given more of it than it draws: the whole would keep it from
 * answering for seconds.
 */
import type { Timeline } from '../core/timeline/timeline.ts'

/** Steps in a part. */
export const PART_STEPS = 100

export interface TimelinePart {
  /** The steps and packets of this part alone; their indexes count from its own. */
  readonly timeline: Timeline
  /** Counted from 0. */
  readonly part: number
  /** Steps of the whole conversation. */
  readonly steps: number
}

/** @param part counted from 0; one that is not there has no steps */
export function partOf(timeline: Timeline, part: number): TimelinePart {
  const all = timeline.steps.length
  const steps = timeline.steps.slice(part * PART_STEPS, (part + 1) * PART_STEPS)
  if (steps.length === all) return { timeline, part, steps: all }
  let first = Infinity
  let last = -1
  for (const { packets } of steps) {
    for (const packet of packets) {
      first = Math.min(first, packet)
      last = Math.max(last, packet)
    }
  }
  const start = last < 0 ? 0 : first
  return {
    timeline: {
      ...timeline,
      durationMs: steps.reduce((end, { arrivesMs }) => Math.max(end, arrivesMs), 0),
      steps: steps.map((step) => ({ ...step, packets: step.packets.map((packet) => packet - start) })),
      packets: timeline.packets.slice(start, last + 1),
    },
    part,
    steps: all,
  }
}
