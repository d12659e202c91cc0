/** Turns one run of the lab into the three files of a session. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionRecord } from '../core/session.ts'
import { attacks } from './attacks/index.ts'
import { writeCast } from './cast.ts'
import { serverKeyLog } from './key-log.ts'
import type { Lab } from './lab-machines.ts'
import { parties } from './network.ts'
import { writePcapng } from './pcapng.ts'
import { clientRoot } from './roots.ts'
import type { Scenario } from './scenario.ts'
import { listSoftware } from './software.ts'
import { keyLogName, type TerminalRecording } from './terminal.ts'

export interface SessionFiles {
  readonly 'wire.pcapng': Buffer
  readonly 'terminal.cast': Buffer
  readonly 'session.json': Buffer
}

/** @throws Error where the client's secrets are missing although the scenario promises them */
export async function makeSessionFiles(
  scenario: Scenario,
  lab: Lab,
  terminal: TerminalRecording,
): Promise<SessionFiles> {
  const secrets = readSecrets(scenario, lab, terminal)
  const wire = writePcapng({
    comment: `${scenario.title}. Recorded by Mailwire (scenario ${scenario.id}); CC BY 4.0.`,
    application: 'Mailwire recorder',
    interfaces: lab.wire.interfaces,
    secrets,
    packets: lab.wire.packets.toSorted((a, b) => a.timeUs - b.timeUs),
  })
  const cast = Buffer.from(writeCast(scenario.title, terminal.zeroUs, terminal.events))
  const clientCommands = [...(lab.relay?.commands ?? []), ...terminal.commands]
  const attack = scenario.attack === undefined ? null : attacks[scenario.attack]
  const record: SessionRecord = {
    format: 1,
    id: scenario.id,
    scenarioHash: scenario.hash,
    recordedAt: new Date(terminal.zeroUs / 1000).toISOString(),
    commands: [
      ...lab.servers.flatMap(({ started }) => started.commands.map((run) => ({ where: 'server' as const, run }))),
      ...clientCommands.map((run) => ({ where: 'client' as const, run })),
      ...(attack ? [{ where: 'attacker' as const, run: attack.does }] : []),
    ],
    software: await listSoftware(lab, clientCommands, clientRoot(scenario)),
    configuration: [
      ...lab.servers.flatMap(({ started }) => started.configuration),
      ...(lab.relay?.configuration ?? []),
      ...lab.configuration,
    ],
    oneWayMs: scenario.link.oneWayMs,
    serverRoundTripMs: lab.wire.serverRoundTripMs,
    wireStartUs: terminal.zeroUs,
    parties: [
      { id: 'client', ...parties.client },
      { id: 'server', ...parties.server },
      ...(attack ? [{ id: 'attacker' as const, ...parties.attacker }] : []),
    ],
    ports: lab.servers.flatMap(({ server }) => server.ports),
    secrets:
      secrets === ''
        ? { embedded: false, why: scenario.client.noSecrets ?? 'No TLS session came about, so there are no secrets.' }
        : { embedded: true },
    files: { 'wire.pcapng': describe(wire), 'terminal.cast': describe(cast) },
  }
  return {
    'wire.pcapng': wire,
    'terminal.cast': cast,
    'session.json': Buffer.from(`${JSON.stringify(record, null, 2)}\n`),
  }
}

function readSecrets(scenario: Scenario, lab: Lab, terminal: TerminalRecording): string {
  const files = [join(lab.home, keyLogName), serverKeyLog(lab.slot.folder)]
  const text = files.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('')
  const lines = text.split('\n').filter((line) => /^[A-Z0-9_]+ [0-9a-f]+ [0-9a-f]+$/i.test(line))
  const finished = terminal.events.some(({ data }) => /TLS1\.[0-3]\)|Protocol {0,4}(version)?: TLS/.test(data))
  if (lines.length === 0 && finished && scenario.client.noSecrets === undefined) {
    throw new Error(`${scenario.file}: a TLS session came about, but ${keyLogName} holds no secrets.
Let the client write them (openssl: -keylogfile ${keyLogName}), let Postfix (server.keyLog: true), or say in client.noSecrets why neither can.`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** Size and SHA-256 of a file. */
export function describe(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
