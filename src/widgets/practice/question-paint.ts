/** Runs something once what has changed so far is on the screen; at once where nobody looks at the page. */
export function afterPaint(work: () => void): void {
  if (document.hidden) work()
  else requestAnimationFrame(() => setTimeout(work))
}
