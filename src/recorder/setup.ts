/** What the recorder needs of the machine, and how it is installed. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { mailPorts } from '../core/mail-ports.ts'
import { claim } from './claim.ts'
import { makeRoots, missingRoots, postfixAnswer, type RootName } from './roots.ts'
import { run } from './run.ts'

/** Debian packages, and a program of each by which its presence is seen. */
const needs = [
  { package: 'postfix', program: 'postfix' },
  { package: 'dovecot-core', program: 'dovecot' },
  { package: 'dovecot-imapd', program: '/usr/lib/dovecot/imap' },
  { package: 'dovecot-pop3d', program: '/usr/lib/dovecot/pop3' },
  { package: 'dovecot-managesieved', program: '/usr/lib/dovecot/managesieve' },
  { package: 'socat', program: 'socat' },
  { package: 'iproute2', program: 'ip' },
  { package: 'openssl', program: 'openssl' },
  { package: 'gnutls-bin', program: 'gnutls-cli' },
  { package: 'gsasl', program: 'gsasl' },
  { package: 'swaks', program: 'swaks' },
  { package: 'libnet-ssleay-perl', program: '/usr/share/doc/libnet-ssleay-perl/copyright' },
  { package: 'curl', program: 'curl' },
  { package: 'debootstrap', program: 'debootstrap' },
  { package: 'gcc', program: 'gcc' },
  { package: 'libc6-dev', program: '/usr/include/dlfcn.h' },
  { package: 'unbound', program: 'unbound' },
  { package: 'ldnsutils', program: 'ldns-signzone' },
] as const

/** The machine cannot run the lab: the message says what is missing and the command that helps. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/**
 * Checks that the lab can run here.
 *
 * @param rootsNeeded  the small Debians without which these scenarios cannot be run
 * @throws SetupError with everything that is missing, in one message
 */
export function requireLab(rootsNeeded: readonly RootName[]): void {
  if (process.platform !== 'linux') {
    throw new SetupError('The recorder makes its network from Linux namespaces: run it on Linux (Debian 12 was tried).')
  }
  const missing = needs.filter(({ program }) => !isInstalled(program)).map((need) => need.package)
  const isRoot = process.getuid?.() === 0
  if (missing.length > 0) {
    throw new SetupError(
      `The recorder needs Debian packages that are not here: ${missing.join(', ')}.
To install them: ${isRoot ? '' : 'sudo '}npm run record -- --setup`,
    )
  }
  const roots = missingRoots(rootsNeeded)
  if (roots.length > 0) {
    throw new SetupError(
      `The recorder runs some programs in a small Debian of their own, and not here are: ${roots.join(', ')}.
To make them: ${isRoot ? '' : 'sudo '}npm run record -- --setup`,
    )
  }
  if (!isRoot) {
    throw new SetupError(
      'The recorder needs root, to make network namespaces.\nRun the same command with sudo in front of npm.',
    )
  }
  if (!existsSync('/dev/net/tun')) {
    throw new SetupError('The recorder needs /dev/net/tun, and it is not here.\nTo load it: modprobe tun')
  }
}

/**
 * Installs the packages and makes the roots.
 *
 * @throws SetupError where the machine has a mail server of its own that this would replace
 */
export async function setUp(): Promise<void> {
  if (!isInstalled('apt-get')) {
    throw new SetupError(
      `Setting up uses apt-get, and it is not here. Install by hand what these Debian packages hold: ${needs.map((need) => need.package).join(', ')}.`,
    )
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError('Installing packages needs root.\nRun: sudo npm run record -- --setup')
  }
  const release = await claim('setup')
  if (release === null) {
    throw new SetupError('Another set-up is at work on this machine.\nWait for it, then run this one again.')
  }
  try {
    await install()
  } finally {
    await release()
  }
  requireLab([])
  console.log('Ready. To record a scenario: npm run record -- submission-starttls')
}

async function install(): Promise<void> {
  const own = await findMailServer('/')
  if (own !== null) {
    throw new SetupError(
      `This machine has a mail server of its own: ${own}.
Installing Postfix and Dovecot could replace or disturb it, so nothing was changed. Record on another machine, or in a container or virtual machine.`,
    )
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('debconf-set-selections', [], { input: postfixAnswer })
  console.log('apt-get update')
  await run('apt-get', ['update', '-q'], { env: environment, limitMs: 600_000 })
  const packages = needs.map((need) => need.package)
  console.log(`apt-get install --no-install-recommends ${packages.join(' ')}`)
  const running = existsSync('/run/systemd/system')
  // One that was here before is the machine's own.
  const services = ['dovecot', 'postfix', 'unbound'].filter((name) => !isInstalled(name))
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    env: environment,
    limitMs: 1_800_000,
  })
  // The packages start servers on a machine with systemd; the lab starts its own, in namespaces.
  if (running) await run('systemctl', ['disable', '--now', ...services], { accept: [0, 1, 5] })
  await makeRoots()
}

/**
 * What says that the machine has a mail server of its own; null where nothing does.
 *
 * @param root  where the machine's files are: `/`
 */
export async function findMailServer(root: string): Promise<string | null> {
  const configured = join(root, 'etc/postfix/main.cf')
  if (existsSync(configured)) return `${configured} is there`
  const others = [
    'exim4-base',
    'opensmtpd',
    'sendmail-bin',
    'courier-mta',
    'cyrus-imapd',
    'citadel-server',
    'nullmailer',
  ]
  const installed = readInstalled(join(root, 'var/lib/dpkg/status'))
  const other = others.find((name) => installed.has(name))
  if (other !== undefined) return `the package ${other} is installed`
  const local = join(root, 'etc/dovecot')
  if (!installed.has('dovecot-core') && existsSync(local) && readdirSync(local).length > 0) {
    return `${local} has a configuration`
  }
  const port = listeningMailPort(join(root, 'proc/net'))
  return port === null ? null : `something listens on port ${port}`
}

function readInstalled(statusFile: string): Set<string> {
  if (!existsSync(statusFile)) return new Set()
  const installed = readFileSync(statusFile, 'utf8')
    .split('\n\n')
    .filter((entry) => /^Status: install ok installed$/m.test(entry))
  return new Set(installed.map((entry) => /^Package: (.+)$/m.exec(entry)?.[1] ?? ''))
}

/** The kernel's own table of sockets: address and port in hexadecimal, state 0A for listening. */
function listeningMailPort(folder: string): number | null {
  for (const name of ['tcp', 'tcp6']) {
    const file = join(folder, name)
    if (!existsSync(file)) continue
    for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
      const [, local = '', , state] = line.trim().split(/\s+/)
      const port = parseInt(local.split(':')[1] ?? '', 16)
      if (state === '0A' && port in mailPorts) return port
    }
  }
  return null
}

function isInstalled(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}
