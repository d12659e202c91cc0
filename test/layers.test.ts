// cspell:ignore fsrs
/**
 * Who may import whom. Where a line of this fails, move the code, not the line: the core must run unchanged in a
 * browser, in the build and in the recorder.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|js|svelte|astro)$/.test(entry.name))
  .map((entry) => relative('.', join(entry.parentPath, entry.name)))
  .sort()

const withoutComments = (text: string) => text.replace(/\/\*[^]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1')

/** What a file imports: paths from the repository's root, or names of packages. */
function imports(file: string): string[] {
  const text = withoutComments(readFileSync(file, 'utf8'))
  const named = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\s]+)['"]/g)].map((found) => found[1] ?? '')
  return named.map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name))
}

interface Layer {
  /** Files that it is about. */
  readonly of: RegExp
  /** What they may import; the rest is against the order of things. */
  readonly may: readonly RegExp[]
}

const core = (...folders: string[]) =>
  new RegExp(`^src/core/(parse|bytes|protocol|session|mail-ports)\\.ts$|^src/core/(${folders.join('|')})/`)
/** A name that is no path of ours. */
const aPackage = /^(?!src\/)/
const arithmetic = /^@noble\/(ciphers|hashes)\//

const layers: readonly Layer[] = [
  { of: /^src\/core\/(parse|bytes|protocol)\.ts$/, may: [] },
  { of: /^src\/core\/(session|mail-ports)\.ts$/, may: [/^src\/core\/protocol\.ts$/] },
  { of: /^src\/core\/pcap\//, may: [core('pcap')] },
  { of: /^src\/core\/tls\//, may: [core('tls'), arithmetic] },
  { of: /^src\/core\/mail\//, may: [core('mail')] },
  { of: /^src\/core\/conversation\//, may: [core('conversation', 'pcap', 'tls', 'mail')] },
  { of: /^src\/core\/cast\//, may: [core('cast')] },
  { of: /^src\/core\/timeline\//, may: [core('timeline', 'conversation', 'cast', 'pcap', 'tls', 'mail')] },
  { of: /^src\/core\/practice\//, may: [core('practice', 'timeline', 'mail'), /^ts-fsrs$/] },
  { of: /^src\/sessions\//, may: [/^src\/(sessions|core)\//, aPackage] },
  { of: /^src\/recorder\//, may: [/^src\/(recorder|core)\//, /^src\/sessions\/yaml-file\.ts$/, aPackage] },
]

for (const { of, may } of layers) {
  test(`${of.source} imports only what it may`, () => {
    const mine = files.filter((file) => of.test(file))
    expect(mine).not.toEqual([])
    const wrong = mine.flatMap((file) =>
      imports(file)
        .filter((name) => !may.some((allowed) => allowed.test(name)))
        .map((name) => `${file} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })
}

test('what reaches the browser leads neither to the build, nor to the recorder, nor to Node', () => {
  const seen = new Set<string>()
  const wrong: string[] = []
  const follow = (file: string, from: string) => {
    if (/^(src\/(sessions|recorder|pages)\/|node:)/.test(file)) wrong.push(`${from} imports ${file}`)
    if (seen.has(file) || !files.includes(file)) return
    seen.add(file)
    for (const name of imports(file)) follow(name, file)
  }
  for (const file of files) if (/^src\/widgets\/.*\.svelte$/.test(file)) follow(file, '')
  expect(seen.size).toBeGreaterThan(10)
  expect(wrong).toEqual([])
})

test('the core asks neither the clock nor chance, so that it says the same wherever it runs', () => {
  const wrong = files
    .filter((file) => file.startsWith('src/core/'))
    .filter((file) =>
      /\bDate\.now\b|\bMath\.random\b|\bperformance\b|\bnew Date\(\s*\)/.test(
        withoutComments(readFileSync(file, 'utf8')),
      ),
    )
  expect(wrong).toEqual([])
})

test('every import of the core leads to a file', () => {
  const known = new Set(files)
  const wrong = files
    .filter((file) => file.startsWith('src/core/'))
    .flatMap((file) => imports(file).map((name) => ({ file, name })))
    .filter(({ name }) => name.startsWith('src/') && !known.has(name))
  expect(wrong).toEqual([])
})
