/**
 * What follows a step waits its turn: the first frame is the ladder's, the
 * frames right after it are left to what was pressed to be let go of, and each
 * frame from then on brings one other part, or a few that take no time, so that
 * none of them comes late and all are there before the next step is taken.
 */
const waiting = new Map<object, () => void>()

/** How long after a step the other parts begin to follow, ms: too short to be seen. */
const FOLLOW_AFTER_MS = 32
/** How long the other parts make way for one step after the other, ms. */
const PATIENCE_MS = 300
/** How long parts may take to come with one frame, ms: the one that takes longer is the last of its frame. */
const TOGETHER_MS = 1

/** When the first of those that wait began to, ms. */
let since = 0
/** The timer and the frame that bring the next of them; an old one names nothing. */
let timer = 0
let frame = 0

/** @param key  whose turn it is: what it asked for earlier and has not been done yet is done no more */
export function inTurn(key: object, act: () => void): void {
  const now = performance.now()
  if (waiting.size === 0) since = now
  waiting.set(key, act)
  if (now - since > PATIENCE_MS) return
  clearTimeout(timer)
  cancelAnimationFrame(frame)
  timer = window.setTimeout(() => (frame = requestAnimationFrame(next)), FOLLOW_AFTER_MS)
}

/** Acts now: what was asked for earlier and still waits would undo it. */
export function atOnce(key: object, act: () => void): void {
  withdraw(key)
  act()
}

/** Takes back what was asked for and still waits: whose turn it was is gone. */
export function withdraw(key: object): void {
  waiting.delete(key)
}

function next(): void {
  const began = performance.now()
  try {
    for (const [key, act] of waiting) {
      waiting.delete(key)
      act()
      if (performance.now() - began > TOGETHER_MS) break
    }
  } finally {
    // A part that fails does not keep the others waiting.
    if (waiting.size > 0) frame = requestAnimationFrame(next)
  }
}
