/** Opens the sheet of keys, fetched when it is first asked for. */
import { mount, unmount } from 'svelte'
import Shortcuts from './Shortcuts.svelte'

export function openSheet(target: Element): void {
  const sheet = mount(Shortcuts, { target, props: { onclose: () => void unmount(sheet) } })
}
