/** Which versions ran: each program says so itself. */
import type { SessionRecord } from '../core/session.ts'
import type { Lab } from './lab-machines.ts'
import { run } from './run.ts'

type Software = SessionRecord['software'][number]

/** How each client program prints its version, and where in that the version is. */
const clients: Readonly<Record<string, { name: string; ask: readonly string[]; version: RegExp }>> = {
  'gnutls-cli': { name: 'GnuTLS (gnutls-cli)', ask: ['gnutls-cli', '--version'], version: /gnutls-cli (\S+)/ },
  openssl: { name: 'OpenSSL (s_client)', ask: ['openssl', 'version'], version: /OpenSSL (\S+)/ },
  swaks: { name: 'swaks', ask: ['swaks', '--version'], version: /swaks version (\S+)/ },
  curl: { name: 'curl', ask: ['curl', '--version'], version: /curl (\S+)/ },
  gsasl: { name: 'GNU SASL (gsasl)', ask: ['gsasl', '--version'], version: /gsasl \(\S+ \S+\) (\S+)|(\d+\.\d+\S*)/ },
}

/** What ran in a recording: servers, the client's programs, the kernel between them. */
export async function listSoftware(lab: Lab, commands: readonly string[]): Promise<Software[]> {
  const software: Software[] = []
  for (const { server } of lab.servers) {
    software.push({ name: server.name, version: await server.version(), role: 'server' })
  }
  software.push({ name: 'OpenSSL', version: await opensslVersion(), role: 'TLS library of the servers' })
  const words = new Set(commands.flatMap((command) => command.split(/[\s|]+/)))
  for (const [program, { name, ask, version }] of Object.entries(clients)) {
    if (!words.has(program)) continue
    const { stdout } = await run(ask[0] ?? program, ask.slice(1))
    const match = version.exec(stdout)
    software.push({ name, version: match?.[1] ?? match?.[2] ?? 'unknown', role: 'client' })
  }
  const { stdout } = await run('uname', ['-sr'])
  const [name = 'Linux', version = 'unknown'] = stdout.trim().split(' ')
  software.push({ name, version, role: 'TCP of both ends' })
  return software
}

async function opensslVersion(): Promise<string> {
  const { stdout } = await run('openssl', ['version'])
  return /OpenSSL (\S+)/.exec(stdout)?.[1] ?? 'unknown'
}
