/**
 * Opens a note while the pointer rests on its mark. A click, Enter or Space opens it without this script; Escape and a
 * click elsewhere close it, which the browser does by itself. The focus alone opens nothing: whoever walks a page with
 * Tab would have its text covered at every mark.
 */
// ms: long enough that a passing pointer opens nothing, and that it can cross the gap to the note.
const rest = 180

for (const note of document.querySelectorAll<HTMLElement>('[data-note]')) {
  const body = note.querySelector<HTMLElement>('[popover]')
  if (!body?.showPopover) continue
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
  note.addEventListener('focusout', (event) => {
    if (!note.contains(event.relatedTarget as Node | null) && body.matches(':popover-open')) body.hidePopover()
  })
}
