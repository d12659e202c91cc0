/**
 * Lets a page paint as soon as its first bytes are there: each carries the rules that its own elements need, so that no
 * style sheet is waited for. The whole sheets stay linked, disabled, and are fetched with the first widget that comes to
 * life (`hydrate.ts`). Scripts that a page links are fetched once it is painted: none is needed to read it. What a page carries inline is named by its hash in the page's Content-Security-Policy.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { minify } from 'terser'
import { namesIn, usedStyle, type Names } from './used-style.ts'

const sheetLinks = /<link rel="stylesheet" href="([^"]+)">/g
const linkedScripts = /<script type="module" src="([^"]+)"><\/script>/g
const inlineScripts = /(<script(?![^>]* src=)(?![^>]*json)[^>]*>)([^<][\s\S]*?)(<\/script>)/g
const importOnly = /^import"\.(\/[\w.-]+\.js)";?\s*$/
const imported = /["'`](\.\/[\w.-]+\.js)["'`]/g
const inlineStyles = /<style[^>]*>([\s\S]*?)<\/style>/g
const policy = /(<meta http-equiv="content-security-policy" content=")([^"]*)(">)/

/** @returns a source for each text, with a space before it */
const hashes = (texts: Iterable<string>): string =>
  [...new Set(texts)].map((text) => ` 'sha256-${createHash('sha256').update(text).digest('base64')}'`).join('')

/**
 * Takes the linked scripts out, and has the page's last inline one fetch them after paint: told of more than once, but a
 * script is fetched once. A page opened behind another waits until it is looked at.
 *
 * @throws where the page has no inline script of its own, and its linked ones would be lost
 */
function fetchedAfterPaint(page: string, paths: readonly string[], name: string): string {
  if (paths.length === 0) return page
  const without = page.replace(linkedScripts, '')
  const own = without.lastIndexOf('<script type="module">')
  if (own < 0) {
    throw new Error(
      `${name}: ${paths.join(', ')} would never be fetched, as the page has no inline module script to do it. Give it the layout Page.astro, which has one.`,
    )
  }
  const end = without.indexOf('</script>', own)
  const fetching = `\nnew PerformanceObserver(()=>{${paths.map((path) => `import("${path}")`).join(';')}}).observe({type:"paint",buffered:true})`
  return without.slice(0, end) + fetching + without.slice(end)
}

/** Keeps what a page is read for, once. */
function once<Value>(make: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const made = new Map<string, Promise<Value>>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}

export function firstPaint(): AstroIntegration {
  return {
    name: 'mailwire:first-paint',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir)
        const text = once((path) => readFile(join(root, path), 'utf8'))
        const sheet = once(async (path): Promise<(names: Names) => string> => usedStyle(await text(path)))
        const lean = once(async (code) => (await minify(code, { module: true, ecma: 2022 })).code ?? code)

        /** A script and what it imports, as one text. */
        const withImports = once(async (path): Promise<string> => {
          const seen = new Set([path])
          const texts: string[] = []
          for (const each of seen) {
            const code = await text(each)
            texts.push(code)
            for (const [, name = ''] of code.matchAll(imported)) seen.add(join(dirname(each), name))
          }
          return texts.join('\n')
        })

        /** The script itself, where one does nothing but import it. */
        const itself = once(async (path): Promise<string> => {
          const [, name] = importOnly.exec(await text(path)) ?? []
          return name ? dirname(path) + name : path
        })

        /** A page as it was built, made ready to paint. */
        async function ready(built: string, name: string): Promise<string> {
          const links = [...built.matchAll(linkedScripts)].map(([, path = '']) => itself(path))
          const linked = [...new Set(await Promise.all(links))]
          const own = await Promise.all(linked.map(withImports))
          const page = fetchedAfterPaint(built, linked, name)
          const scripts = [...page.matchAll(inlineScripts)].map(([, , code = '']) => code)
          const names = namesIn(page, [...scripts, ...own].join('\n'))
          const sheets = [...new Set([...page.matchAll(sheetLinks)].map(([, path = '']) => path))]
          const styles = new Map<string, string>()
          for (const path of sheets) styles.set(path, (await sheet(path))(names))
          const leaner = new Map<string, string>()
          for (const code of scripts) leaner.set(code, await lean(code))
          const now = page
            .replace(sheetLinks, (link, path: string) => {
              return `<style>${styles.get(path) ?? ''}</style>${link.replace('>', ' disabled>')}`
            })
            .replace(inlineScripts, (_, open: string, code: string, close: string) => {
              return `${open}${leaner.get(code) ?? code}${close}`
            })
          const styleHashes = hashes([...now.matchAll(inlineStyles)].map(([, style = '']) => style))
          return now.replace(policy, (_, open: string, rules: string, close: string) => {
            const own = rules
              .replace(/ 'sha256-[^']+'/g, '')
              .replace(/script-src [^;]*/, (rule) => `${rule}${hashes(leaner.values())}`)
              .replace(/style-src [^;]*/, (rule) => `${rule}${styleHashes}`)
            return `${open}${own}${close}`
          })
        }

        const pages = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.html'))
        let bytes = 0
        for (const name of pages) {
          const page = await ready(await readFile(join(root, name), 'utf8'), name)
          bytes += page.length
          await writeFile(join(root, name), page)
        }
        logger.info(
          `${pages.length} pages carry the style they need, ${Math.round(bytes / pages.length / 1000)} kB each`,
        )
      },
    },
  }
}
