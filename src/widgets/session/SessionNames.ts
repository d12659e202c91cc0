/**
 * What the players of a page are called in its address: the first of a session
 * by the session's id; each further one with a number (`submission-implicit.2`),
 * since the ids of its rows begin with it, and an id may stand once in a page.
 */
const pages = new WeakMap<Request, Map<string, number>>()

/** @returns the session's id where this is its first player on the page */
export function claimName(page: Request, session: string): string {
  const taken = pages.get(page) ?? new Map<string, number>()
  pages.set(page, taken)
  const count = (taken.get(session) ?? 0) + 1
  taken.set(session, count)
  return count === 1 ? session : `${session}.${count}`
}
