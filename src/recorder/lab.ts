/** `npm run lab`: the recorder's servers, left up for a person's own client. */
import { parseArgs } from 'node:util'
import { account } from './account.ts'
import { StoppedError, withCleanup } from './cleanup.ts'
import { runCommandLine } from './command-line.ts'
import { rootsOf, startLab, type Lab } from './lab-machines.ts'
import { parties } from './network.ts'
import { serverSoftware } from './scenario.ts'
import { requireLab, SetupError } from './setup.ts'

const usage = `npm run lab                       servers up, 20 ms away; Ctrl-C stops them
npm run lab -- --one-way-ms 100   farther away
npm run lab -- --server exim      another server: ${serverSoftware.join(', ')}`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'one-way-ms': { type: 'string' }, server: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) return console.log(usage)
  const oneWayMs = Number(values['one-way-ms'] ?? 20)
  if (!Number.isInteger(oneWayMs) || oneWayMs < 0 || oneWayMs > 500) {
    throw new SetupError(`--one-way-ms ${values['one-way-ms']}: must be a whole number from 0 to 500.\n\n${usage}`)
  }
  const software = serverSoftware.find((name) => name === (values.server ?? 'postfix-dovecot'))
  if (software === undefined) {
    throw new SetupError(`--server ${values.server}: must be one of ${serverSoftware.join(', ')}.\n\n${usage}`)
  }
  const ends = {
    server: { software, certificate: 'ecdsa', openssl: {}, postfix: {}, keyLog: false, dovecot: '' },
    client: { env: {}, openssl: {}, debian: 12 },
  } as const
  requireLab(rootsOf(ends))
  await withCleanup(async (cleanup, stopped) => {
    const lab = await startLab({ link: { oneWayMs, filtered: [] }, ...ends }, cleanup)

    console.log(describe(lab, oneWayMs))
    await new Promise((_, reject) => stopped.addEventListener('abort', () => reject(stopped.reason as Error)))
  }).catch((error: unknown) => {
    // Ctrl-C is how a lab ends.
    if (!(error instanceof StoppedError)) throw error
    console.log('\nThe lab is down.')
  })
}

function describe(lab: Lab, oneWayMs: number): string {
  const inside = `${process.getuid?.() === 0 ? '' : 'sudo '}ip netns exec ${lab.slot.namespaces.client}`
  const ports = lab.servers.flatMap(({ server }) =>
    server.ports.map(({ port, protocol }) => `  ${String(port).padEnd(5)} ${protocol.padEnd(6)} ${server.name}`),
  )
  return `${parties.server.name} (${parties.server.address}) is up, ${oneWayMs} ms away:
${ports.join('\n')}

Account:  ${account.user}   password: ${account.password}

It can be reached from the namespace of ${parties.client.name} alone, which trusts the lab's own CA:
  ${inside} gnutls-cli --crlf --starttls -p 587 ${parties.server.name}
  ${inside} openssl s_client -quiet -crlf -connect ${parties.server.name}:465
  ${inside} swaks --server ${parties.server.name}:587 --tls --auth-user ${account.user} --to charles@example.test
  ${inside} curl --user ${account.user}:${account.password} imaps://${parties.server.name}/INBOX

Logs: ${lab.servers.map(({ started }) => started.log).join(' and ')}
Ctrl-C stops it all.`
}

await runCommandLine(main, usage)
