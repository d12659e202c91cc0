/**
 * Makes the search index from the pages as they were built. Pagefind reads them; only the files that its own
 * programming interface needs are kept, since the site draws its results itself.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { close, createIndex } from 'pagefind'

const needed = /^(pagefind\.js|pagefind-entry\.json|.*\.pf_meta|wasm\..*|index\/.*|fragment\/.*)$/

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
        const { page_count: pages, errors: unread } = await index.addDirectory({ path: root })
        if (unread.length > 0) throw new Error(`Pages that could not be indexed: ${unread.join('; ')}`)
        const { files } = await index.getFiles()
        for (const file of files.filter(({ path }) => needed.test(path))) {
          const path = join(root, 'pagefind', file.path)
          await mkdir(dirname(path), { recursive: true })
          await writeFile(path, file.content)
        }
        await close()
        logger.info(`${pages} pages can be searched`)
      },
    },
  }
}
