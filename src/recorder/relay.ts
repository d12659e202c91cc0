/**
 * A sending mail server on the client's machine: a Postfix that relays what
 * `sendmail` hands it, and a resolver that checks DNSSEC, whose answers it
 * trusts as RFC 7672 section 2.1 asks. The zone is signed anew for each run.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Identity } from './certificates.ts'
import type { Lab } from './lab-machines.ts'
import { machineFolder, parties, type Slot } from './network.ts'
import { run, startDaemon } from './run.ts'
import type { Scenario } from './scenario.ts'

type RelayRequest = NonNullable<Scenario['client']['relay']>

/** What a started relay leaves for the recording. */
export interface StartedRelay {
  readonly commands: readonly string[]
  readonly configuration: Lab['configuration']
  /** For the shell: the configuration that `sendmail` reads. */
  readonly env: Readonly<Record<string, string>>
}

const domain = 'example.test'

/**
 * Starts resolver and Postfix in the client's namespace. The log is `maillog` in the client's home.
 *
 * @param certificate  the server's, to which a matching TLSA record points
 */
export async function startRelay(
  slot: Slot,
  home: string,
  request: RelayRequest,
  certificate: Identity,
): Promise<StartedRelay> {
  const folder = join(slot.folder, 'relay')
  mkdirSync(folder, { mode: 0o755 })
  const zone = zoneText(request, certificate)
  const resolver = await startResolver(slot, folder, zone)
  const postfix = await startPostfix(slot, folder, home, request)
  return {
    commands: [...resolver.commands, ...postfix.commands],
    configuration: [{ file: `${domain} (zone)`, text: zone }, ...resolver.configuration, ...postfix.configuration],
    env: { MAIL_CONFIG: postfix.folder },
  }
}

/** TLSA 3 1 1: the SHA-256 of the server's own public key (RFC 7672 section 3.1.1). */
function tlsaRecord(request: RelayRequest, certificate: Identity): string {
  if (request.tlsa === 'none') return ''
  const key = new X509Certificate(readFileSync(certificate.certificate)).publicKey.export({
    type: 'spki',
    format: 'der',
  })
  // Another key: what stays in DNS where a key is changed and the record forgotten.
  const hashed = request.tlsa === 'matches' ? key : Buffer.from('the key before this one')
  return `_25._tcp.mail IN TLSA 3 1 1 ${createHash('sha256').update(hashed).digest('hex')}\n`
}

const zoneText = (request: RelayRequest, certificate: Identity): string => `$ORIGIN ${domain}.
$TTL 300
@ IN SOA ns hostmaster 1 3600 600 86400 300
@ IN NS ns
@ IN MX 10 mail
ns IN A 127.0.0.1
mail IN A ${parties.server.address}
laptop IN A ${parties.client.address}
${tlsaRecord(request, certificate)}`

/** unbound answers for the signed zone, and checks it as it would check another server's answer. */
async function startResolver(slot: Slot, folder: string, zone: string) {
  const file = (name: string) => join(folder, name)
  writeFileSync(file('zone'), zone)
  const { stdout } = await run('ldns-keygen', ['-k', '-a', 'ECDSAP256SHA256', domain], { cwd: folder })
  const key = stdout.trim()
  await run('ldns-signzone', ['-o', domain, 'zone', key], { cwd: folder })
  const text = `server:
  interface: 127.0.0.1
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${file('unbound.pid')}"
  logfile: "${file('unbound.log')}"
  use-syslog: no
  do-ip6: no
  local-zone: "test." nodefault
  trust-anchor-file: "${file(`${key}.ds`)}"
auth-zone:
  name: "${domain}"
  zonefile: "${file('zone.signed')}"
  for-upstream: yes
  for-downstream: no
remote-control:
  control-enable: no
`
  const configuration = file('unbound.conf')
  writeFileSync(configuration, text)
  writeFileSync(join(machineFolder(slot, 'client'), 'resolv.conf'), 'nameserver 127.0.0.1\noptions edns0 trust-ad\n')
  await startDaemon(file('unbound-start.log'), 'ip', [
    ...['netns', 'exec', slot.namespaces.client],
    ...['unbound', '-c', configuration],
  ])
  return { commands: [`unbound -c ${configuration}`], configuration: [{ file: 'unbound.conf', text }] }
}

async function startPostfix(slot: Slot, folder: string, home: string, request: RelayRequest) {
  const etc = join(folder, 'etc')
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name), { mode: 0o755 })
  const { stdout } = await run('id', ['-u', 'postfix'])
  chownSync(join(folder, 'data'), Number(stdout), 0)
  const parameters: Record<string, string | number> = {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: join(home, 'maillog'),
    maillog_file_prefixes: slot.folder,
    myhostname: parties.client.name,
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: 'loopback-only',
    inet_protocols: 'ipv4',
    alias_maps: '',
    smtp_tls_loglevel: 1,
    smtp_tls_CAfile: '/etc/ssl/certs/ca-certificates.crt',
    ...request.postfix,
  }
  const main = Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
  writeFileSync(join(etc, 'main.cf'), main)
  writeFileSync(join(etc, 'master.cf'), masterCf)
  await startDaemon(join(folder, 'start.log'), 'ip', [
    ...['netns', 'exec', slot.namespaces.client],
    ...['postfix', '-c', etc, 'start'],
  ])
  return {
    folder: etc,
    commands: [`postfix -c ${etc} start`],
    configuration: [
      { file: 'main.cf (sending server)', text: main },
      { file: 'master.cf (sending server)', text: masterCf },
    ],
  }
}

// It listens to nobody: mail comes from sendmail alone.
const masterCf = `# service type private unpriv chroot wakeup maxproc command
pickup     unix n - n 60 1 pickup
cleanup    unix n - n - 0 cleanup
qmgr       unix n - n 300 1 qmgr
tlsmgr     unix - - n 1000? 1 tlsmgr
rewrite    unix - - n - - trivial-rewrite
bounce     unix - - n - 0 bounce
defer      unix - - n - 0 bounce
trace      unix - - n - 0 bounce
flush      unix n - n 1000? 0 flush
proxymap   unix - - n - - proxymap
smtp       unix - - n - - smtp
relay      unix - - n - - smtp
showq      unix n - n - - showq
error      unix - - n - - error
retry      unix - - n - - error
discard    unix - - n - - discard
local      unix - n n - - local
scache     unix - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
`
