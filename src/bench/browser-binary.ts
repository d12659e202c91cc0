/**
 * Finds a Chromium for tests and benchmarks, or brings one: `CHROMIUM=` if set, else the
 * system's Chromium or Chrome, else the one inside the `@sparticuz/chromium`
 * package. Says which it used.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface BrowserBinary {
  readonly path: string
  readonly origin: string
  readonly args: string[]
  readonly env: Record<string, string>
}

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

// No sandbox as root; nothing that reaches out by itself.
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const inherited = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))

let found: Promise<BrowserBinary> | undefined

/**
 * The browser to use; the search is made once per process.
 *
 * @throws when `CHROMIUM` names a file that does not exist
 */
export function findBrowser(): Promise<BrowserBinary> {
  found ??= search().then((browser) => {
    console.log(`Browser: ${browser.path} (${browser.origin})`)
    return browser
  })
  return found
}

async function search(): Promise<BrowserBinary> {
  const asked = process.env['CHROMIUM']
  if (asked) {
    if (!existsSync(asked))
      throw new Error(`CHROMIUM=${asked}: there is no such file. Name a Chromium or leave it unset.`)
    return { path: asked, origin: 'named by CHROMIUM', args, env: inherited() }
  }
  if (process.env['MAILWIRE_BROWSER'] !== 'bundled') {
    const installed = candidates.find((path) => existsSync(path))
    if (installed) return { path: installed, origin: 'installed on this system', args, env: inherited() }
  }
  return bundled()
}

/**
 * Unpacks the browser that came with `npm ci`, with its libraries and a font configuration of its own.
 * It is unpacked beside its place and moved there when whole, so that a run cut short leaves no half browser.
 */
async function bundled(): Promise<BrowserBinary> {
  const { default: chromium, inflate } = await import('@sparticuz/chromium')
  const packageRoot = join(process.cwd(), 'node_modules/@sparticuz/chromium')
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  const temporary = tmpdir()
  const folder = join(temporary, `mailwire-chromium-${version}`)

  if (!existsSync(folder)) {
    const staging = mkdtempSync(join(temporary, 'mailwire-unpacking-'))
    // The package unpacks into whatever the system calls its temporary folder.
    process.env['TMPDIR'] = staging
    await chromium.executablePath()
    await inflate(join(packageRoot, 'bin/al2023.tar.br'))
    process.env['TMPDIR'] = temporary
    renameSync(staging, folder)
  }
  // The browser is shared by all checkouts; the fonts are this one's, and another must not be led to them.
  const fonts = join(process.cwd(), 'node_modules/dejavu-fonts-ttf/ttf')
  const fontConfig = join(folder, `fonts-${createHash('sha256').update(fonts).digest('hex').slice(0, 12)}.conf`)
  writeFileSync(fontConfig, fontConfiguration(fonts, folder))
  return {
    path: join(folder, 'chromium'),
    origin: 'brought by the @sparticuz/chromium package',
    args,
    env: { ...inherited(), LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: fontConfig },
  }
}

/** A machine without fonts gets those that Debian has: without a monospace one a terminal's columns are too wide. */
const fontConfiguration = (fonts: string, folder: string) => `<?xml version="1.0"?>
<fontconfig>
  <dir>${fonts}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
  ${alias('sans-serif', 'DejaVu Sans')}
  ${alias('serif', 'DejaVu Serif')}
  ${alias('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`

const alias = (generic: string, family: string) =>
  `<alias><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`
