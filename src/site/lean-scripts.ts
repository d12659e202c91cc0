/**
 * Keeps the scripts of a page small: what a lesson needs comes in two files,
 * and what no lesson needs comes in neither.
 */
import { minify } from 'terser'
import type { Plugin } from 'vite'

/** Parts of Svelte that only some pages use; left to themselves they would come with the rest of it on every page. */
const rare =
  /svelte[\\/]src[\\/]internal[\\/]client[\\/]dom[\\/](elements[\\/]bindings[\\/](input|select|size)|elements[\\/]style|blocks[\\/](await|key|svelte-component))\.js$/
/** From these all the common parts are reached, and none of the rare ones. */
const common =
  /vite[\\/]preload-helper|svelte[\\/]src[\\/](internal[\\/]client[\\/](render|runtime|reactivity[\\/](props|effects)|dom[\\/](template|operations|blocks[\\/](each|if|snippet|boundary)|elements[\\/](attributes|class|attachments|events|bindings[\\/]this))))\.js$/
/** A session's player, and the questions that stand between its steps. */
const player =
  /src[\\/]widgets[\\/](session[\\/]Session(Player)?\.svelte|predict[\\/]Predict(\.svelte|Gate\.ts))$|src[\\/]core[\\/]timeline[\\/]playhead\.ts$/
/** A question, its grading and where its answer is kept. */
const quiz =
  /src[\\/](widgets[\\/]practice[\\/](Question|progress)(\.svelte|-store)|core[\\/]practice[\\/]random(?=\.))\b/

/** How Rolldown groups modules into files; the first group that matches takes a module and what it needs. */
export const chunkGroups = [
  { name: 'svelte', test: common, priority: 3 },
  // Each by itself: a page loads the one it uses.
  { name: (id: string) => `svelte-${id.replace(/^.*[\\/]|\.js$/g, '')}`, test: rare, priority: 2 },
  { name: 'svelte-start', test: /svelte[\\/]src[\\/]index-client\.js$/, priority: 2 },
  { name: 'player', test: player, priority: 1 },
  { name: 'quiz-parts', test: quiz, priority: 1 },
]

/**
 * Svelte's deep state, without its depth: no widget uses it (a rule of ESLint
 * sees to that), and every page would load it.
 */
const noDeepState = `
export const proxy = (value) => value
export const get_proxied_value = proxy
export const is = Object.is
`

/**
 * Svelte's expressions that wait, without the waiting: the option for them is off, so none is compiled. What is left of
 * the module is there for `{#await}`.
 */
const flatten = 'export function flatten('
const nothingWaits = `
export const flatten = (blockers, sync, async, then) => then(sync.map(derived))
function flattenLater(`

/** What Vite still writes behind each `import()` for its loader: which files to preload, by number in a list of them all. */
const preloads = /,\s*__vite__mapDeps\(\[[\d,]*\]\)/g

/**
 * Vite wraps each `import()` in a loader that also preloads the files which the
 * imported one needs. It weighs more than it saves here, where parts come in
 * one file, and styles in one sheet. And it is not told that Svelte's modules
 * do nothing by being loaded, so pages would load some for nothing.
 */
export function leanScripts(): Plugin {
  return {
    name: 'mailwire:lean-scripts',
    apply: 'build',
    enforce: 'pre',
    load: {
      order: 'pre',
      handler: (id) =>
        id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined,
    },
    transform: {
      filter: { id: /node_modules[\\/]svelte[\\/]src[\\/]/ },
      handler: (code, id) => ({
        code: /[\\/]client[\\/]proxy\.js/.test(id) ? noDeepState : code.replace(flatten, nothingWaits),
        map: null,
        moduleSideEffects: false,
      }),
    },
    // After Vite's own minifier a second one still finds three bytes in a hundred.
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        if (this.environment.name !== 'client') return
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || chunk.code.length > 100_000) continue
          const { code } = await minify(chunk.code.replace(preloads, ''), {
            module: true,
            ecma: 2022,
            // Functions that stand together compress better than those that stand where they are used.
            compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, hoist_funs: true },
          })
          chunk.code = code ?? chunk.code
        }
      },
    },
  }
}
