/**
 * A long conversation in parts, so that the page is never given more of it than it draws: the whole would keep it from
 * answering for seconds.
 */
import type { Step, Timeline } from '../../core/timeline/timeline.ts'

/** As much text of a step is shown, characters: a message may have a hundred million, and its transcript has them all. */
const TEXT_SHOWN = 4000

/** As many packets are given to the page at most: a message of a hundred megabytes has seventy thousand. */
const PACKETS_SHOWN = 2000

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
  const whole = steps.length === all
  let first = whole ? 0 : Infinity
  let last = whole ? timeline.packets.length - 1 : -1
  for (const { packets } of steps) {
    for (const packet of packets) {
      first = Math.min(first, packet)
      last = Math.max(last, packet)
    }
  }
  const kept = keptOf(steps, first, last)
  const places = new Map(kept.map((packet, place) => [packet, place]))
  return {
    timeline: {
      ...timeline,
      durationMs: whole ? timeline.durationMs : steps.reduce((end, { arrivesMs }) => Math.max(end, arrivesMs), 0),
      steps: steps.map((step) => ({ ...step, packets: step.packets.flatMap((packet) => places.get(packet) ?? []) })),
      packets: kept.flatMap((packet) => timeline.packets[packet] ?? []),
    },
    part,
    steps: all,
    cut,
  }
}

/** Which packets the page is given, as indexes: all from the first to the last, or some of each step where there are too many. */
function keptOf(steps: readonly Step[], first: number, last: number): number[] {
  if (last - first < PACKETS_SHOWN) return Array.from({ length: Math.max(0, last + 1 - first) }, (_, i) => first + i)
  const each = Math.floor(PACKETS_SHOWN / PART_STEPS)
  const kept = new Set(steps.flatMap(({ packets }) => [...packets.slice(0, each - 1), ...packets.slice(-1)]))
  return [...kept].sort((a, b) => a - b)
}

function shortened(step: Step): Step {
  const more = step.text.length - TEXT_SHOWN
  if (more <= 0) return step
  return {
    ...step,
    text: `${step.text.slice(0, TEXT_SHOWN)}\n… ${more} more characters: the text transcript has them.`,
  }
}
