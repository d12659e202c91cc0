/**
 * Numbers the notes of a page, so that the same term or source may stand twice on it.
 * Counted per page, so that a build gives the same ids every time.
 */
const counts = new WeakMap<Request, number>()

/** The next number on the page that `request` renders, from 1. */
export function nextOccurrence(request: Request): number {
  const next = (counts.get(request) ?? 0) + 1
  counts.set(request, next)
  return next
}
