/**
 * How a Svelte island comes to life here, in place of `@astrojs/svelte/client.js`: that one can also hand an island new
 * props when pages are swapped without being loaded anew, which this site never does.
 */
import { createRawSnippet, hydrate, type Component, type Snippet } from 'svelte'

type Props = Record<string, unknown>

/** @returns what Astro calls with the component, its props, and the markup of its slots by name */
export default (island: HTMLElement) =>
  (component: Component<Props>, props: Props, slots: Readonly<Record<string, string>>): void => {
    const snippets: Record<string, Snippet> = {}
    for (const [name, markup] of Object.entries(slots)) {
      const [prop, tag] = name === 'default' ? ['children', 'astro-slot'] : [name, `astro-slot name="${name}"`]
      snippets[prop] = createRawSnippet(() => ({ render: () => `<${tag}>${markup}</astro-slot>` }))
    }
    hydrate(component, { target: island, props: { ...props, ...snippets } })
  }
