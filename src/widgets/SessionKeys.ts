/** The keys of a player. They act only while the focus is inside it, and never while text is typed. */
import { SPEEDS, type Playhead } from './playhead.svelte.ts'
import { ZOOMS, type Zoom } from './SessionUrl.ts'

export interface KeyActions {
  jump(index: number, settled: boolean): void
  zoom(to: Zoom): void
  help(): void
}

/** What takes keys for itself: text fields, and any part that says so (the terminal does). */
const OWN_KEYS =
  'textarea, select, input:not([type=range], [type=radio], [type=checkbox]), [contenteditable], [data-own-keys], .xterm, dialog'
/** What the space bar already presses. */
const PRESSABLE = 'button, a, summary, input, label'

/** @returns whether the key meant something here, so that the page must not also act on it */
export function actOnKey(event: KeyboardEvent, playhead: Playhead, actions: KeyActions): boolean {
  const target = event.target
  if (!(target instanceof Element) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
    return false
  if (target.closest(OWN_KEYS)) return false
  const inList = target.closest('.scroll') !== null
  const onRange = target.matches('input')
  switch (event.key) {
    case ' ':
      if (target.closest(PRESSABLE)) return false
      playhead.toggle()
      return true
    case 'ArrowRight':
      if (onRange) return false
      if (event.shiftKey) playhead.nextFlight()
      else playhead.next()
      return true
    case 'ArrowLeft':
      if (onRange) return false
      if (event.shiftKey) playhead.previousFlight()
      else playhead.previous()
      return true
    case 'ArrowDown':
      if (!inList) return false
      playhead.next()
      return true
    case 'ArrowUp':
      if (!inList) return false
      playhead.previous()
      return true
    case 'Home':
      actions.jump(playhead.first - 1, true)
      return true
    case 'End':
      actions.jump(playhead.last, true)
      return true
    case '[':
    case ']': {
      const at = SPEEDS.indexOf(playhead.speed) + (event.key === ']' ? 1 : -1)
      playhead.speed = SPEEDS[at] ?? playhead.speed
      return true
    }
    case 'k':
      playhead.toggle()
      return true
    case 'w':
      playhead.wiretap = !playhead.wiretap
      return true
    case '1':
    case '2':
    case '3':
      actions.zoom(ZOOMS[Number(event.key) - 1] ?? 'messages')
      return true
    case '?':
      actions.help()
      return true
    default:
      return false
  }
}
