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
const imports = (file: string): string[] => importsOf(readFileSync(file, 'utf8'), file)

/** What the scripts of an Astro file import, which the browser runs; its head is the build's. */
const importsOfScripts = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/<script>([^]*?)<\/script>/g)].flatMap(([, text = '']) =>
    importsOf(text, file),
  )

function importsOf(text: string, file: string): string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\s]+)['"]/g)
  // What follows a question mark says how a file is to be bundled.
  const named = [...found].map(([, name = '']) => name.replace(/\?.*/, ''))
  return named.map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name))
}

interface Layer {
  /** Files that it is about. */
  readonly of: RegExp
  /** What they may import; the rest is against the order of things. */
  readonly may: readonly RegExp[]
}

const core = (...folders: string[]) =>
  new RegExp(`^src/core/(parse|bytes|protocol|session|mail-ports|markup)\\.ts$|^src/core/(${folders.join('|')})/`)
/** A name that is no path of ours. */
const aPackage = /^(?!src\/)/
const arithmetic = /^@noble\/(ciphers|hashes)\//

const layers: readonly Layer[] = [
  { of: /^src\/core\/(parse|bytes|protocol|nearest|markup)\.ts$/, may: [] },
  { of: /^src\/core\/(session|mail-ports)\.ts$/, may: [/^src\/core\/protocol\.ts$/] },
  { of: /^src\/core\/pcap\//, may: [core('pcap')] },
  { of: /^src\/core\/tls\//, may: [core('tls'), arithmetic] },
  { of: /^src\/core\/mail\//, may: [core('mail')] },
  { of: /^src\/core\/conversation\//, may: [core('conversation', 'pcap', 'tls', 'mail')] },
  { of: /^src\/core\/cast\//, may: [core('cast')] },
  { of: /^src\/core\/timeline\//, may: [core('timeline', 'conversation', 'cast', 'pcap', 'tls', 'mail')] },
  { of: /^src\/core\/practice\//, may: [core('practice', 'timeline', 'mail'), /^ts-fsrs$/] },
  { of: /^src\/sessions\//, may: [/^src\/(sessions|core)\//, aPackage] },
  { of: /^src\/site\//, may: [/^src\/site\//, /^src\/core\/markup\.ts$/, aPackage] },
  {
    of: /^src\/sessions\/(yaml-file|trial-file)\.ts$/,
    may: [/^src\/(sessions\/yaml-file|core\/protocol)\.ts$/, aPackage],
  },
  { of: /^src\/recorder\//, may: [/^src\/(recorder|core)\//, /^src\/sessions\/(yaml-file|trial-file)\.ts$/, aPackage] },
  { of: /^src\/widgets\/player\//, may: [/^src\/(widgets\/player|core)\//, aPackage] },
  {
    of: /^src\/widgets\/ladder\//,
    may: [/^src\/(widgets\/(ladder|player)|core)\//, /^src\/widgets\/download\.ts$/, aPackage],
  },
  { of: /^src\/widgets\/bytes\//, may: [/^src\/(widgets\/(bytes|player)|core)\//, aPackage] },
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

test('no folder of widgets leads back to itself', () => {
  const folderOf = (file: string) => /^src\/widgets\/([^/]+)\//.exec(file)?.[1] ?? ''
  const leads = new Map<string, Set<string>>()
  for (const file of files.filter(folderOf)) {
    const to = leads.get(folderOf(file)) ?? new Set()
    for (const name of imports(file)) if (folderOf(name) && folderOf(name) !== folderOf(file)) to.add(folderOf(name))
    leads.set(folderOf(file), to)
  }
  // Those that lead nowhere any more are taken away until none is left, or only those that lead to each other.
  for (;;) {
    const ends = [...leads].filter(([, to]) => [...to].every((folder) => !leads.has(folder)))
    if (ends.length === 0) break
    for (const [folder] of ends) leads.delete(folder)
  }
  expect([...leads.keys()]).toEqual([])
})

test('what reaches the browser leads neither to the build, nor to the recorder, nor to Node', () => {
  const seen = new Set<string>()
  const wrong: string[] = []
  const follow = (file: string, from: string) => {
    if (/^(src\/(sessions|recorder|pages)\/|node:)/.test(file)) wrong.push(`${from} imports ${file}`)
    if (seen.has(file) || !files.includes(file)) return
    seen.add(file)
    for (const name of imports(file)) follow(name, file)
  }
  for (const file of files) {
    if (/^src\/widgets\/.*\.svelte$/.test(file)) follow(file, '')
    if (file.endsWith('.astro')) for (const name of importsOfScripts(file)) follow(name, file)
  }
  // What the build puts into pages by itself.
  for (const file of ['src/site/keep-offline.ts', 'src/site/hydrate.ts']) follow(file, '')
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'src/widgets/capture/CaptureWorker.ts',
      'src/widgets/prose/note.ts',
      'src/widgets/search/SearchResults.ts',
    ]),
  )
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
