/**
 * The reading pace. A handshake is over in a tenth of a second and a person
 * types for five: neither can be watched as it was. So time on the wire is
 * stretched and waits are shortened; the ladder marks where, and the speed
 * `recorded` plays the clock as it ran.
 */
import type { Timeline } from './timeline.ts'

/** While something is on the wire, one recorded ms takes this many on the screen. */
const WIRE_STRETCH = 30
/** A wait longer than this (recorded ms) is marked on the ladder, and is shortened. */
export const WAIT_MARKED_MS = 100
/** What a marked wait takes on the screen at speed 1, ms. */
const WAIT_SHOWN_MS = 700
/** A message takes no longer than this on the screen at speed 1, ms: one that somebody types takes seconds on the wire. */
const TRAVEL_SHOWN_MS = 3000

/** Whether a message (recorded ms on its way) is shown so much faster than the others that the ladder marks it. */
export const isLongOnItsWay = (ms: number): boolean => ms > (2 * TRAVEL_SHOWN_MS) / WIRE_STRETCH

interface Stretch {
  /** Recorded ms. */
  readonly end: number
  /** Screen ms for one recorded ms at speed 1. */
  readonly factor: number
}

export class Pace {
  readonly #stretches: readonly Stretch[]

  constructor(timeline: Timeline) {
    this.#stretches = stretches(timeline)
  }

  /** @returns the recorded time after `screenMs` more on the screen */
  advance(atMs: number, screenMs: number, speed: number | 'recorded'): number {
    if (speed === 'recorded') return atMs + screenMs
    let left = screenMs * speed
    let at = atMs
    for (const { end, factor } of this.#stretches) {
      if (end <= at) continue
      const cost = (end - at) * factor
      if (cost > left) return at + left / factor
      left -= cost
      at = end
    }
    return at + left
  }
}

function stretches(timeline: Timeline): Stretch[] {
  const found: Stretch[] = []
  let at = 0
  const wait = (end: number) => {
    if (end <= at) return
    const long = end - at > WAIT_MARKED_MS
    found.push({ end, factor: long ? WAIT_SHOWN_MS / (end - at) : WIRE_STRETCH / 4 })
    at = end
  }
  for (const step of [...timeline.steps].sort((a, b) => a.sentMs - b.sentMs)) {
    wait(step.sentMs)
    if (step.arrivesMs <= at) continue
    const factor = Math.min(WIRE_STRETCH, TRAVEL_SHOWN_MS / (step.arrivesMs - step.sentMs))
    found.push({ end: step.arrivesMs, factor })
    at = step.arrivesMs
  }
  wait(timeline.durationMs)
  return found
}
