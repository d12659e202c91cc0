/**
 * Lays a Brotli twin beside each file of the built site that gets smaller by it, so that the server has nothing to
 * compress while somebody waits.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { AstroIntegration } from 'astro'

const brotli = promisify(brotliCompress)
const kinds = new Set('.html .js .css .svg .xml .json .txt .webmanifest .cast .pcapng'.split(' '))
/** A twin must save at least this part of the file. */
const worthwhile = 0.1
// Level 11 takes ten times as long as 9 and saves a tenth: it is kept for files that many readers load.
const often = /\.(js|css)$|^(lessons\/[^/]+\/)?index\.html$/
const quality = (file: string, bytes: number): number => (often.test(file) && bytes < 400_000 ? 11 : 9)

export function compress(): AstroIntegration {
  return {
    name: 'mailwire:compress',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir)
        const names = (await readdir(root, { recursive: true })).filter((name) => kinds.has(extname(name)))
        let before = 0
        let after = 0
        // Four at a time: zlib works in Node's own four threads.
        const queue = [...names]
        const work = async (): Promise<void> => {
          for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
            const path = join(root, name)
            const plain = await readFile(path)
            const small = await brotli(plain, {
              params: { [constants.BROTLI_PARAM_QUALITY]: quality(name, plain.length) },
            })
            before += plain.length
            if (small.length > plain.length * (1 - worthwhile)) {
              after += plain.length
              continue
            }
            after += small.length
            await writeFile(`${path}.br`, small)
          }
        }
        await Promise.all([work(), work(), work(), work()])
        logger.info(`${names.length} files: ${Math.round(before / 1000)} kB, compressed ${Math.round(after / 1000)} kB`)
      },
    },
  }
}
