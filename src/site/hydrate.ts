/**
 * How a Svelte island comes to life here, in place of `@astrojs/svelte/client.js`: that one can also hand an island new
 * props when pages are swapped without being loaded anew, which this site never does, and more slots than one.
 */
import { createRawSnippet, hydrate, type Component } from 'svelte'

type Props = Record<string, unknown>

/** The whole style sheets, of which a page carries what its own elements need (`first-paint.ts`): once they are there. */
const styled = Promise.all(
  Array.from(
    document.querySelectorAll<HTMLLinkElement>('link[disabled]'),
    (link) =>
      new Promise((done) => {
        link.onload = link.onerror = done
        link.disabled = false
      }),
  ),
)

/** @returns what Astro calls with the component, its props, and the markup between its tags */
export default (target: HTMLElement) =>
  async (component: Component<Props>, props: Props, slots: { readonly default?: string }): Promise<void> => {
    await styled
    const render = () => `<astro-slot>${slots.default}</astro-slot>`
    hydrate(component, { target, props: { children: slots.default && createRawSnippet(() => ({ render })), ...props } })
  }
