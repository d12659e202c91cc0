/**
 * A long conversation in parts, so that the page is never given more of it than it draws: the whole would keep it from
 * answering for seconds.
 */
import type { Step, Timeline } from '../core/timeline/timeline.ts'

/** As much text of a step is shown, characters: a message may have a hundred million, and its transcript has them all. */
const TEXT_SHOWN = 10_000

/** Steps in a part. */
export const PART_STEPS = 50

export interface TimelinePart {
  /** The steps and packets of this part alone; their indexes count from its own. */
  readonly timeline: Timeline
  /** Counted from 0. */
  readonly part: number
  /** Steps of the whole conversation. */
  readonly steps: number
  /** Whether the conversation goes on after them. */
  readonly cut: boolean
}

/**
 * @param part counted from 0; one that is not there has no steps
 * @param cut whether the conversation goes on after the timeline
 */
export function partOf(timeline: Timeline, part: number, cut = false): TimelinePart {
  const all = timeline.steps.length
  const steps = timeline.steps.slice(part * PART_STEPS, (part + 1) * PART_STEPS).map(shortened)
  if (steps.length === all) return { timeline: { ...timeline, steps }, part, steps: all, cut }
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
    cut,
  }
}

function shortened(step: Step): Step {
  const more = step.text.length - TEXT_SHOWN
  if (more <= 0) return step
  return {
    ...step,
    text: `${step.text.slice(0, TEXT_SHOWN)}\n… ${more} more characters: the text transcript has them.`,
  }
}
