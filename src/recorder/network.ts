/**
 * Two machines made of network namespaces, *laptop* and *mail*, joined by two
 * TUN devices. socat carries each device's packets to and from the wire as UDP
 * datagrams on the loopback interface.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claim } from './claim.ts'
import type { Cleanup } from './cleanup.ts'
import { run } from './run.ts'
import type { WirePorts } from './wire.ts'

/** The people and machines of the lab; all invented (RFC 5737, RFC 6761). */
export const parties = {
  client: { name: 'laptop.example.test', address: '192.0.2.10' },
  server: { name: 'mail.example.test', address: '192.0.2.25' },
  /** Is no machine of its own: the wire plays this part, where a scenario asks for an attack. */
  attacker: { name: 'attacker.example.test', address: '192.0.2.66' },
} as const

export type MachineId = 'client' | 'server'

/** A place of its own for one lab, so that two runs never meet. */
export interface Slot {
  readonly number: number
  /** Everything the lab writes; gone afterwards. */
  readonly folder: string
  readonly namespaces: Readonly<Record<MachineId, string>>
  readonly ports: WirePorts
}

const runFolder = '/run/mailwire'
const firstUdpPort = 46000

/**
 * Takes the first free slot. What a dead run left behind in one is removed first.
 *
 * @throws Error where all 32 are taken
 */
export async function takeSlot(cleanup: Cleanup): Promise<Slot> {
  mkdirSync(runFolder, { recursive: true, mode: 0o755 })
  for (let number = 0; number < 32; number++) {
    const slot = describeSlot(number)
    const release = await claim(`lab-${number}`)
    if (release === null) continue
    cleanup.add(`the claim of ${slot.folder}`, release)
    await clear(slot)
    mkdirSync(slot.folder, { mode: 0o755 })
    writeFileSync(join(slot.folder, 'pid'), `${process.pid}\n`)
    cleanup.add(`the lab in ${slot.folder}`, () => clear(slot))
    return slot
  }
  throw new Error(`All 32 labs are in use. See who runs them: cat ${runFolder}/lab-*/pid`)
}

function describeSlot(number: number): Slot {
  const at = firstUdpPort + number * 4
  return {
    number,
    folder: `${runFolder}/lab-${number}`,
    namespaces: { client: `mailwire-${number}-laptop`, server: `mailwire-${number}-mail` },
    ports: { client: { ours: at, theirs: at + 1 }, server: { ours: at + 2, theirs: at + 3 } },
  }
}

async function clear(slot: Slot): Promise<void> {
  await removeNamespaces(slot)
  rmSync(slot.folder, { recursive: true, force: true })
}

/** Ends what runs in the two namespaces, then removes them and their files in /etc/netns. */
async function removeNamespaces(slot: Slot): Promise<void> {
  for (const namespace of Object.values(slot.namespaces)) {
    if (existsSync(`/run/netns/${namespace}`)) {
      await endProcesses(namespace)
      await run('ip', ['netns', 'del', namespace])
    }
    rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true })
  }
}

async function endProcesses(namespace: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const) {
    const { stdout } = await run('ip', ['netns', 'pids', namespace])
    const pids = stdout.split('\n').filter((line) => line !== '')
    if (pids.length === 0) return
    for (const pid of pids) {
      try {
        process.kill(Number(pid), signal)
      } catch {
        // It ended by itself.
      }
    }
    await sleep(150)
  }
}

/** Makes the namespaces and joins them; the wire must be open already. */
export async function joinMachines(slot: Slot, cleanup: Cleanup): Promise<void> {
  for (const id of ['client', 'server'] as const) {
    await run('ip', ['netns', 'add', slot.namespaces[id]])
    cleanup.add(`the namespace of the ${id}`, () => removeNamespaces(slot))
    await writeMachineFiles(slot, id)
  }
  for (const id of ['client', 'server'] as const) {
    const namespace = slot.namespaces[id]
    const device = `mw${slot.number}${id === 'client' ? 'c' : 's'}`
    const { ours, theirs } = slot.ports[id]
    const log = openSync(join(slot.folder, `socat-${id}.log`), 'w')
    const socat = spawn(
      'socat',
      [
        '-dd',
        '-b',
        '65535',
        `TUN,tun-name=${device},tun-type=tun,iff-no-pi`,
        `UDP4:127.0.0.1:${ours},bind=127.0.0.1:${theirs}`,
      ],
      { stdio: ['ignore', log, log] },
    )
    closeSync(log)
    cleanup.add(`socat for ${id}`, () => end(socat))
    await untilJoined(device, socat, join(slot.folder, `socat-${id}.log`))
    // The descriptor stays valid when the device moves into the namespace.
    await run('ip', ['link', 'set', device, 'netns', namespace, 'name', 'wire0'])
    const inside = (...args: string[]) => run('ip', ['-n', namespace, ...args])
    await inside('link', 'set', 'lo', 'up')
    await inside('address', 'add', `${parties[id].address}/24`, 'dev', 'wire0')
    await inside('link', 'set', 'wire0', 'mtu', '1500', 'up')
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([ended, sleep(1000, undefined, { ref: false })])
}

/**
 * Waits until socat carries packets. The device is there before that, but socat still asks for it by its name, so it
 * must not move into a namespace yet.
 */
async function untilJoined(device: string, socat: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    // It says so with -dd.
    if (readFileSync(log, 'utf8').includes('starting data transfer loop')) return
    if (socat.exitCode !== null) break
    await sleep(10)
  }
  throw new Error(`socat could not make the network device ${device}: ${readFileSync(log, 'utf8').trim()}`)
}

/** Names resolve from a hosts file: the lab asks no name server. */
async function writeMachineFiles(slot: Slot, id: MachineId): Promise<void> {
  const folder = machineFolder(slot, id)
  mkdirSync(folder, { recursive: true })
  const hosts = [parties.client, parties.server].map(({ name, address }) => `${address} ${name}\n`)
  writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${hosts.join('')}`)
  writeFileSync(
    join(folder, 'nsswitch.conf'),
    'passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n',
  )
  writeFileSync(join(folder, 'resolv.conf'), '')
}

/** What is here is mounted over the same names in /etc by `ip netns exec`. */
export function machineFolder(slot: Slot, id: MachineId): string {
  return `/etc/netns/${slot.namespaces[id]}`
}

/** Waits until the machine listens on every port. */
export async function untilListening(slot: Slot, id: MachineId, ports: readonly number[]): Promise<void> {
  let missing = [...ports]
  for (let tries = 0; tries < 150 && missing.length > 0; tries++) {
    await sleep(100)
    const { stdout } = await run('ip', ['netns', 'exec', slot.namespaces[id], 'ss', '-Hltn'])
    missing = ports.filter((port) => !stdout.includes(`:${port} `))
  }
  if (missing.length > 0) throw new Error(`The ${id} does not listen on ${missing.join(', ')} after 15 s.`)
}
