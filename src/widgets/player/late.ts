/** Parts of a widget that are fetched when they are wanted, and mounted where they belong. */
import { mount, unmount, type Component } from 'svelte'

/**
 * For `{@attach wanted && part}`: fetches a component, mounts it in the element,
 * and takes it away again.
 */
export function late<Props extends Record<string, unknown>>(
  load: () => Promise<{ default: Component<Props> }>,
  props: Props,
): (target: Element) => () => void {
  let fetched: { default: Component<Props> } | undefined
  return (target) => {
    let wanted = true
    let part: object | undefined
    const show = (found: { default: Component<Props> }) => {
      fetched = found
      if (wanted) part = mount(found.default, { target, props })
    }
    // Once fetched it is there at once.
    if (fetched) show(fetched)
    else
      load().then(show, () => {
        if (wanted) target.textContent = 'This part could not be fetched. Reload the page to try again.'
      })
    return () => {
      wanted = false
      target.textContent = ''
      if (part) void unmount(part)
    }
  }
}
