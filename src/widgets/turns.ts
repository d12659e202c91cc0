/**
 * What follows a step waits its turn: the first frame is the ladder's, and each
 * frame after it brings one other part, so that none of them comes late.
 */
const waiting = new Map<object, () => void>()

/** @param key  whose turn it is: what it asked for earlier and has not been done yet is done no more */
export function inTurn(key: object, act: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(() => requestAnimationFrame(next))
  waiting.set(key, act)
}

function next(): void {
  for (const [key, act] of waiting) {
    waiting.delete(key)
    if (waiting.size > 0) requestAnimationFrame(next)
    return act()
  }
}
