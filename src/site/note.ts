/**
 * Opens a note while the pointer rests on its mark or the keyboard stands on it.
 * A click opens it without this script; Escape and a click elsewhere close it, which the browser does by itself.
 */
// ms: long enough that a passing pointer opens nothing, and that it can cross the gap to the note.
const rest = 180

for (const note of document.querySelectorAll<HTMLElement>('[data-note]')) {
  const mark = note.querySelector('button')
  const body = note.querySelector<HTMLElement>('[popover]')
  if (!mark || !body?.showPopover) continue
  let opening = 0
  let closing = 0
  const open = (): void => {
    if (body.isConnected && !body.matches(':popover-open')) body.showPopover()
  }
  const close = (): void => {
    if (body.matches(':popover-open') && !note.contains(document.activeElement)) body.hidePopover()
  }
  note.addEventListener('pointerenter', (event) => {
    clearTimeout(closing)
    if (event.pointerType === 'mouse') opening = window.setTimeout(open, rest)
  })
  note.addEventListener('pointerleave', () => {
    clearTimeout(opening)
    closing = window.setTimeout(close, rest)
  })
  mark.addEventListener('focus', () => {
    if (mark.matches(':focus-visible')) open()
  })
  note.addEventListener('focusout', (event) => {
    if (!note.contains(event.relatedTarget as Node | null) && body.matches(':popover-open')) body.hidePopover()
  })
}
