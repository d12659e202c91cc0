/** The keys of a player. They act only while the focus is inside it, and never while text is typed. */
import { SPEEDS } from '../../core/timeline/playhead.ts'
import { ZOOMS, type Playhead } from '../player/playhead.svelte.ts'

/** What takes keys for itself: text fields, and any part that says so (the terminal does). */
const OWN_KEYS =
  'textarea, select, input:not([type=range], [type=radio], [type=checkbox]), [contenteditable], [data-own-keys], .xterm, dialog'
/** What the space bar already presses. */
const PRESSABLE = 'button, a, summary, input, label'

/**
 * @param help  opens the sheet of keys
 * @returns whether the key meant something here, so that the page must not also act on it
 */
export function actOnKey(event: KeyboardEvent, playhead: Playhead, help: () => void): boolean {
  const { target, key } = event
  const others = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
  if (others || !(target instanceof Element) || target.closest(OWN_KEYS)) return false
  const { speed, first, last, wiretap } = playhead
  const forward = key === 'ArrowRight' || key === 'ArrowDown'
  switch (key) {
    case ' ':
    case 'k':
      if (key === ' ' && target.closest(PRESSABLE)) return false
      playhead.toggle()
      break
    case 'ArrowRight':
    case 'ArrowLeft':
      // A scrubber moves by these of itself, by steps.
      if (target.matches('input') && !event.shiftKey) return false
      playhead.go({
        to: event.shiftKey ? (forward ? 'next-flight' : 'previous-flight') : forward ? 'next' : 'previous',
      })
      break
    case 'ArrowDown':
    case 'ArrowUp':
      if (!target.closest('.scroll')) return false
      playhead.go({ to: forward ? 'next' : 'previous' })
      break
    case 'Home':
    case 'End':
      playhead.goTo(key === 'Home' ? first - 1 : last, 'jump')
      break
    case '[':
    case ']':
      playhead.speed = SPEEDS[SPEEDS.indexOf(speed) + (key === ']' ? 1 : -1)] ?? speed
      break
    case 'w':
      playhead.wiretap = !wiretap
      break
    case '1':
    case '2':
    case '3':
      // The row that has the focus may go away.
      target.closest<HTMLElement>('.scroll')?.focus()
      playhead.zoom = ZOOMS[Number(key) - 1] ?? 'messages'
      break
    case '?':
      help()
      break
    default:
      return false
  }
  return true
}
