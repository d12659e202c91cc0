/**
 * What follows a step waits its turn: the first frame is the ladder's, the
 * frames right after it are left to what was pressed to be let go of, and each
 * frame from then on brings one other part, so that none of them comes late.
 */
const waiting = new Map<object, () => void>()

/** How long after the first step of several the other parts begin to follow, ms: too short to be seen. */
const FOLLOW_AFTER_MS = 40

/** @param key  whose turn it is: what it asked for earlier and has not been done yet is done no more */
export function inTurn(key: object, act: () => void): void {
  if (waiting.size === 0) setTimeout(() => requestAnimationFrame(next), FOLLOW_AFTER_MS)
  waiting.set(key, act)
}

/** Acts now: what was asked for earlier and still waits would undo it. */
export function atOnce(key: object, act: () => void): void {
  waiting.delete(key)
  act()
}

function next(): void {
  for (const [key, act] of waiting) {
    waiting.delete(key)
    if (waiting.size > 0) requestAnimationFrame(next)
    return act()
  }
}
