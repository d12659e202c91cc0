/**
 * Small Debians of their own, beside the machine's: for servers whose packages conflict with Postfix, and for newer
 * software. Each is a folder made once by `npm run record -- --setup`, and never written to by a recording: a program
 * runs on an overlay of it, in a mount namespace that ends with the program.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Slot } from './network.ts'
import { run } from './run.ts'
import type { Scenario } from './scenario.ts'
import { mailOwner } from './servers/maildir.ts'

interface RootContents {
  /** Debian's name of the release. */
  readonly suite: 'bookworm' | 'trixie'
  readonly packages: readonly string[]
}

/** The roots, by their name. A change of the contents makes the root anew at the next set-up. */
export const roots = {
  exim: { suite: 'bookworm', packages: ['exim4-daemon-light', 'openssl'] },
  // Version 6.8 in bookworm cannot sign a handshake with OpenSSL 3: github.com/OpenSMTPD/OpenSMTPD/issues/1171
  opensmtpd: { suite: 'trixie', packages: ['opensmtpd', 'openssl'] },
  cyrus: { suite: 'bookworm', packages: ['cyrus-imapd', 'sasl2-bin', 'openssl'] },
  'debian-13': { suite: 'trixie', packages: ['postfix', 'dovecot-imapd', 'openssl'] },
} as const satisfies Record<string, RootContents>

export type RootName = keyof typeof roots

/** Where they are kept between runs. */
const folder = '/var/lib/mailwire/roots'
/** Written last: a root without it is not whole. */
const mark = 'etc/mailwire-root.json'

const rootFolder = (name: RootName): string => join(folder, name)

const isWhole = (name: RootName): boolean => {
  try {
    return readFileSync(join(rootFolder(name), mark), 'utf8') === JSON.stringify(roots[name])
  } catch {
    return false
  }
}

const allRoots = Object.keys(roots) as RootName[]

/** Those of the roots that `--setup` would have to make. */
export function missingRoots(wanted: readonly RootName[]): RootName[] {
  return [...new Set(wanted)].filter((name) => !isWhole(name))
}

/** Makes the roots that are missing; the network is needed for it. */
export async function makeRoots(): Promise<void> {
  const missing = missingRoots(allRoots)
  if (missing.length === 0) return
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const bases = new Map<string, string>()
  try {
    for (const name of missing) {
      const { suite, packages }: RootContents = roots[name]
      const base = bases.get(suite) ?? join(folder, `.${suite}`)
      if (!bases.has(suite)) {
        console.log(`debootstrap ${suite}`)
        rmSync(base, { recursive: true, force: true })
        bases.set(suite, base)
        await run('debootstrap', ['--variant=minbase', suite, base], { limitMs: 1_800_000 })
      }
      console.log(`in ${rootFolder(name)}: apt-get install ${packages.join(' ')}`)
      await makeRoot(name, base)
    }
  } finally {
    for (const base of bases.values()) rmSync(base, { recursive: true, force: true })
  }
}

async function makeRoot(name: RootName, base: string): Promise<void> {
  const making = join(folder, `.${name}`)
  rmSync(making, { recursive: true, force: true })
  await run('cp', ['-a', base, making], { limitMs: 600_000 })
  // Debian's own way to keep a package from starting what it brings.
  writeFileSync(join(making, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const inside = (command: string, args: readonly string[], input?: string) =>
    run('chroot', [making, command, ...args], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LANG: 'C.UTF-8' },
      limitMs: 1_800_000,
      ...(input === undefined ? {} : { input }),
    })
  await inside('debconf-set-selections', [], postfixAnswer)
  await inside('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...roots[name].packages])
  await inside('apt-get', ['clean'])
  // Servers that deliver as a user want one with a name.
  await inside('useradd', ['--uid', String(mailOwner), '--user-group', '--no-create-home', 'mailbox'])
  writeFileSync(join(making, mark), JSON.stringify(roots[name]))
  rmSync(rootFolder(name), { recursive: true, force: true })
  renameSync(making, rootFolder(name))
}

/** Without this, Debian's Postfix asks questions and then runs a mail server of its own. */
export const postfixAnswer = 'postfix postfix/main_mailer_type select No configuration\n'

/**
 * Enters a root: mounts an overlay of it, over that the machine's own files, and runs the program there. All mounts
 * are made in the mount namespace that `ip netns exec` has made for it, and go with it.
 */
const enterScript = `#!/bin/sh -e
# enter-root ROOT ENTRY LAB COMMAND...
root=$1 entry=$2 lab=$3 here=$PWD
shift 3
mount -t tmpfs -o mode=755 mailwire "$entry/top"
mkdir "$entry/top/upper" "$entry/top/work" "$entry/top/merged"
mount -t overlay mailwire -o "lowerdir=$root,upperdir=$entry/top/upper,workdir=$entry/top/work" "$entry/top/merged"
cd "$entry/top/merged"
cp -a "$entry/files/." .
mkdir -p ".$lab"
mount --bind "$lab" ".$lab"
mount --rbind /dev ./dev
mount -t proc proc ./proc
mount --rbind /etc/ssl ./etc/ssl
for file in hosts nsswitch.conf resolv.conf; do
  rm -f "./etc/$file"
  : > "./etc/$file"
  mount --bind "/etc/$file" "./etc/$file"
done
exec chroot . sh -c 'cd "$0" 2> /dev/null || cd /; exec "$@"' "$here" "$@"
`

/** The root that the client's programs are from; null where they are the machine's own. */
export const clientRoot = ({ client }: Pick<Scenario, 'client'>): RootName | null =>
  client.debian === 13 ? 'debian-13' : null

export interface RootEntry {
  /** What stands before a command so that it runs in the root; itself run in a machine's namespace. */
  readonly enter: readonly string[]
  /** What is put here, lies over the root's files at the same path. */
  readonly files: string
}

/** Prepares one use of a root. `use` names it: two programs that share a use would share an overlay, and must not. */
export function prepareRoot(slot: Slot, name: RootName, use: string): RootEntry {
  const entry = join(slot.folder, 'roots', use)
  const files = join(entry, 'files')
  mkdirSync(join(entry, 'top'), { recursive: true, mode: 0o755 })
  mkdirSync(files, { mode: 0o755 })
  const script = join(slot.folder, 'enter-root')
  if (!existsSync(script)) writeFileSync(script, enterScript, { mode: 0o755 })
  return { enter: [script, rootFolder(name), entry, slot.folder], files }
}

/** Asks a program of the root, which needs nothing but its files, such as for its version. */
export function askRoot(name: RootName, command: string, args: readonly string[], accept: readonly number[] = [0]) {
  return run('chroot', [rootFolder(name), command, ...args], { accept })
}

/** A user's number in the root, where it may be another than on the machine. */
export function userId(name: RootName | null, user: string): number {
  const file = join(name === null ? '/' : rootFolder(name), 'etc/passwd')
  const entry = readFileSync(file, 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${user}:`))
  if (!entry) throw new Error(`${file}: no user ${user}`)
  return Number(entry.split(':')[2])
}
