/**
 * Which sessions a page already shows: only the first gives its rows ids, since
 * an id may stand once in a page.
 */
const pages = new WeakMap<Request, Set<string>>()

/** @returns the start of the rows' ids, or null where the page has them already */
export function claimAnchor(page: Request, session: string): string | null {
  const taken = pages.get(page) ?? new Set()
  pages.set(page, taken)
  if (taken.has(session)) return null
  taken.add(session)
  return session
}
