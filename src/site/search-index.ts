/**
 * Makes the search index from the pages as they were built. Pagefind reads them; only the files that its own
 * programming interface needs are kept, since the site draws its results itself.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { close, createIndex } from 'pagefind'

const needed = /^(pagefind\.js|pagefind-entry\.json|.*\.pf_meta|wasm\..*|(index|filter|fragment)\/.*)$/

/** The groups in which results are shown. What teaches comes before what only happens to hold the word. */
const kindOf = (file: string): string =>
  file.startsWith('sessions/') ? 'recording' : file.startsWith('practice/') ? 'question' : 'text'

/**
 * A page as the index is to read it: with its kind, and with something between neighbours that only a style holds apart
 * (`<dt>server</dt><dd>dovecot` would be read as one word).
 */
export function readable(html: string, file: string): string {
  return html
    .replace('<main ', `<main data-pagefind-filter="kind:${kindOf(file)}" `)
    .replace(/<\/dt>/g, ':</dt>')
    .replace(/<\/[a-z0-9-]+>(?=<[a-z])/g, '$& ')
}

/**
 * Pagefind tells only the console of a part of the index that does not come, and searches without it. Here it exports a
 * list of these parts too.
 */
export function listingLostParts(script: string): string {
  const told = 'console.error(`Failed to load the index chunk'
  if (script.split(told).length !== 2) throw new Error('pagefind.js says otherwise now that a part did not come.')
  return `${script.replace(told, `lostParts.push(url);${told}`)}\nexport const lostParts=[];\n`
}

export function searchIndex(): AstroIntegration {
  return {
    name: 'mailwire:search-index',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir)
        const { index, errors } = await createIndex({
          rootSelector: 'main',
          // What is not the page's own text: notes, controls, the ladder (its lines stand in the transcript as well).
          excludeSelectors: [
            '[popover]',
            '.no-print',
            'button',
            'nav',
            'figure.session .stage',
            'figure.session button',
          ],
        })
        if (!index) throw new Error(`The search index could not be begun: ${errors.join('; ')}`)
        let pages = 0
        for (const file of await readdir(root, { recursive: true })) {
          if (!file.endsWith('.html')) continue
          const html = await readFile(join(root, file), 'utf8')
          // Pages for authors, and those that stand in for others.
          if (html.includes('<meta name="robots" content="noindex"')) continue
          const { errors: unread } = await index.addHTMLFile({ sourcePath: file, content: readable(html, file) })
          if (unread.length > 0) throw new Error(`${file} could not be indexed: ${unread.join('; ')}`)
          pages += 1
        }
        const { files } = await index.getFiles()
        for (const file of files.filter(({ path }) => needed.test(path))) {
          const path = join(root, 'pagefind', file.path)
          await mkdir(dirname(path), { recursive: true })
          const entry = file.path === 'pagefind.js'
          await writeFile(path, entry ? listingLostParts(new TextDecoder().decode(file.content)) : file.content)
        }
        await close()
        logger.info(`${pages} pages can be searched`)
      },
    },
  }
}
