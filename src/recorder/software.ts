/** Which versions ran: each program says so itself. */
import type { SessionRecord } from '../core/session.ts'
import type { Lab } from './lab-machines.ts'
import { askRoot, type RootName } from './roots.ts'
import { run } from './run.ts'

type Software = SessionRecord['software'][number]

/** postconf says it, and complains that no mail server is set up on this machine. */
const postfixVersion = ['postconf', '-c', '/usr/share/postfix', '-d', '-h', 'mail_version']

/** How each client program prints its version, and where in that the version is. */
const clients: Readonly<Record<string, { name: string; ask: readonly string[]; version: RegExp }>> = {
  'gnutls-cli': { name: 'GnuTLS (gnutls-cli)', ask: ['gnutls-cli', '--version'], version: /gnutls-cli (\S+)/ },
  openssl: { name: 'OpenSSL (s_client)', ask: ['openssl', 'version'], version: /OpenSSL (\S+)/ },
  swaks: { name: 'swaks', ask: ['swaks', '--version'], version: /swaks version (\S+)/ },
  curl: { name: 'curl', ask: ['curl', '--version'], version: /curl (\S+)/ },
  sendmail: { name: 'Postfix (sending server)', ask: postfixVersion, version: /(\S+)/ },
  'posttls-finger': { name: 'Postfix (posttls-finger)', ask: postfixVersion, version: /(\S+)/ },
  unbound: { name: 'Unbound (resolver)', ask: ['unbound', '-V'], version: /Version (\S+)/ },
  gsasl: { name: 'GNU SASL (gsasl)', ask: ['gsasl', '--version'], version: /gsasl \(\S+ \S+\) (\S+)|(\d+\.\d+\S*)/ },
}

/**
 * What ran in a recording: servers, the client's programs, the kernel between them.
 *
 * @param clientRoot  the root that the client's programs are from; null where they are the machine's own
 */
export async function listSoftware(
  lab: Lab,
  commands: readonly string[],
  clientRoot: RootName | null,
): Promise<Software[]> {
  const software: Software[] = []
  for (const { server } of lab.servers) {
    software.push({ name: server.name, version: await server.version(), role: 'server' })
  }
  const libraries = await Promise.all(lab.servers.map(({ server }) => server.tlsLibrary()))
  for (const { name, version } of new Map(libraries.map((one) => [`${one.name} ${one.version}`, one])).values()) {
    software.push({ name, version, role: 'TLS library of the servers' })
  }
  const words = new Set(commands.flatMap((command) => command.split(/[\s|]+/)))
  for (const [program, { name, ask, version }] of Object.entries(clients)) {
    if (!words.has(program)) continue
    const [command = program, ...args] = ask
    const { stdout } = await (clientRoot === null
      ? run(command, args, { accept: [0, 1] })
      : askRoot(clientRoot, command, args))
    const match = version.exec(stdout)
    software.push({ name, version: match?.[1] ?? match?.[2] ?? 'unknown', role: 'client' })
  }
  const { stdout } = await run('uname', ['-sr'])
  const [name = 'Linux', version = 'unknown'] = stdout.trim().split(' ')
  software.push({ name, version, role: 'TCP of both ends' })
  return software
}
