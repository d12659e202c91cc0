import type { Keeping } from './progress-store.ts'

/** What to tell a learner whose answers do not outlast the page; empty while they do. */
export function keepingNotice(state: Keeping): string {
  const lost = 'Your answers are kept only until you leave this page.'
  switch (state) {
    case 'kept':
      return ''
    case 'forbidden':
      return `This browser does not let the site keep anything here (a private window, or storage is blocked). ${lost}`
    case 'full':
      return `There is no room left in this browser's storage. ${lost}`
    case 'newer':
      return `A newer version of this site is open in another tab. Reload this page. ${lost}`
    case 'failed':
      return `This browser's storage did not answer. ${lost}`
  }
}
