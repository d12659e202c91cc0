/** Puts the lab together: machines, wire, certificates, servers. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account, messageToSend, waitingMessage } from './account.ts'
import { attacks } from './attacks/index.ts'
import { makeCertificates } from './certificates.ts'
import type { Cleanup } from './cleanup.ts'
import { joinMachines, machineFolder, parties, takeSlot, untilListening, type MachineId, type Slot } from './network.ts'
import { startRelay, type StartedRelay } from './relay.ts'
import { clientRoot, type RootName } from './roots.ts'
import { run } from './run.ts'
import type { OpensslSettings, Scenario } from './scenario.ts'
import { serversOf } from './servers/index.ts'
import { deliver, type Message } from './servers/maildir.ts'
import type { MailServer, StartedServer } from './servers/server.ts'
import { openWire, type Wire } from './wire.ts'

export interface Lab {
  readonly slot: Slot
  readonly wire: Wire
  readonly servers: readonly { readonly server: MailServer; readonly started: StartedServer }[]
  /** Configuration of the two machines that is not a server's. */
  readonly configuration: readonly { readonly file: string; readonly text: string }[]
  /** The client's own mail server; null where it has none. */
  readonly relay: StartedRelay | null
  /** The client's home: the shell starts here. */
  readonly home: string
  /** Mail for the account arrives, from outside the recorded wire. */
  deliver(message: Omit<Message, 'to'>): void
}

export type LabRequest = Pick<Scenario, 'link' | 'server' | 'client' | 'attack'>

/** The roots from which programs run in it. */
export function rootsOf({ server, client }: Pick<Scenario, 'server' | 'client'>): RootName[] {
  const names = [clientRoot({ client }), ...serversOf[server.software].map(({ root }) => root)]
  return names.filter((name) => name !== null)
}

/** Starts everything. What was started is undone by `cleanup`, also where this throws. */
export async function startLab(request: LabRequest, cleanup: Cleanup): Promise<Lab> {
  const slot = await takeSlot(cleanup)
  const attack = request.attack === undefined ? null : attacks[request.attack]
  const wire = await openWire(slot.ports, {
    oneWayMs: request.link.oneWayMs,
    filteredPorts: request.link.filtered,
    attack: attack?.start() ?? null,
  })
  cleanup.add('the wire', () => wire.close())
  await joinMachines(slot, cleanup)

  const keys = join(slot.folder, 'certificates')
  const home = join(slot.folder, 'home')
  for (const folder of [keys, home]) mkdirSync(folder, { mode: 0o755 })
  writeFileSync(join(home, 'message.txt'), messageToSend)
  const certificates = await makeCertificates(keys, parties.server.name)
  const configuration = [
    writeTlsFolder(slot, 'client', request.client.openssl, certificates.trusted),
    writeTlsFolder(slot, 'server', request.server.openssl, certificates.trusted),
  ].flat()

  const mail = join(slot.folder, 'mail')
  mkdirSync(mail, { mode: 0o755 })
  const send = (message: Omit<Message, 'to'>) => deliver(mail, { ...message, to: account.user }, new Date())
  send(waitingMessage)

  const servers: { server: MailServer; started: StartedServer }[] = []
  for (const server of serversOf[request.server.software]) {
    const started = await server.start({
      slot,
      certificates,
      certificate: request.server.certificate,
      settings: request.server,
    })
    servers.push({ server, started })
  }
  await untilListening(
    slot,
    'server',
    servers.flatMap(({ server }) => server.ports.map(({ port }) => port)),
  ).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${readLogs({ servers })}`)
  })
  const relay = request.client.relay
    ? await startRelay(slot, home, request.client.relay, certificates.files[request.server.certificate])
    : null
  return { slot, wire, servers, relay, configuration, home, deliver: send }
}

/**
 * Gives a machine its own /etc/ssl: the lab's root is its only trusted one, and
 * OpenSSL's defaults are the scenario's.
 */
function writeTlsFolder(slot: Slot, id: MachineId, settings: OpensslSettings, trusted: string) {
  const folder = join(machineFolder(slot, id), 'ssl')
  mkdirSync(join(folder, 'certs'), { recursive: true })
  mkdirSync(join(folder, 'private'), { mode: 0o700 })
  writeFileSync(join(folder, 'certs', 'ca-certificates.crt'), trusted)
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  if (lines.length === 0) {
    copyFileSync('/etc/ssl/openssl.cnf', join(folder, 'openssl.cnf'))
    return []
  }
  const text = `openssl_conf = start
[start]
ssl_conf = contexts
[contexts]
system_default = defaults
[defaults]
${lines.join('')}`
  writeFileSync(join(folder, 'openssl.cnf'), text)
  return [{ file: `openssl.cnf (${id})`, text }]
}

/**
 * Lets the port's server process start before the recording, as it would on a
 * server in use: otherwise the first greeting waits for a process to be made.
 */
export async function warmUp(lab: Lab, scenario: Pick<Scenario, 'port' | 'protocol' | 'tls'>): Promise<void> {
  if (scenario.protocol !== 'smtp') return
  const upgrade = scenario.port === 465 ? [] : ['-starttls', 'smtp']
  const connect = ['openssl', 's_client', '-quiet', '-connect', `127.0.0.1:${scenario.port}`, ...upgrade]
  await run('ip', ['netns', 'exec', lab.slot.namespaces.server, 'timeout', '5', ...connect], {
    input: 'QUIT\r\n',
    accept: [0, 1, 104, 124],
  })
}

/** The end of each server's log, for a failure's message. */
export function readLogs({ servers }: Pick<Lab, 'servers'>): string {
  return servers
    .map(({ server, started: { log } }) => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-15) : ['no log']
      return `--- ${server.name}: ${log}\n${lines.join('\n')}`
    })
    .join('\n')
}
