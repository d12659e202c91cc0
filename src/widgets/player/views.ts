/** What shows a session, in the order in which the views stand on the page. */
export const VIEWS = ['ladder', 'terminal', 'bytes'] as const
export type View = (typeof VIEWS)[number]
