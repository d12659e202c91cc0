/**
 * Asks a server, port by port, what it does: who speaks first, what it offers in clear, whether it takes a password
 * there, and the same inside TLS. It runs on the client's machine, as a program of its own:
 * `node probe.ts '{"host": "mail.example.test", "ports": [465]}'` prints a JSON array of probes.
 */
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type SecureVersion } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { mailPorts } from '../core/mail-ports.ts'
import type { Probe } from '../sessions/trial-file.ts'
import { account } from './account.ts'

type Protocol = Probe['protocol']

/** How long a server that speaks first may take to do so, ms. */
const patienceMs = 2500
const answerMs = 8000

interface Dialect {
  readonly capabilities: string
  /** The last line of the answer to it. */
  readonly end: RegExp
  readonly upgrade: string
  readonly upgraded: RegExp
  readonly offersStarttls: RegExp
  readonly offersLogin: RegExp
  /** Lines that log in, and the answer that ends each. */
  readonly login: readonly { readonly say: string; readonly end: RegExp }[]
}

const plain = Buffer.from(`\0${account.user}\0${account.password}`).toString('base64')
const dialects: Readonly<Record<Protocol, Dialect>> = {
  smtp: {
    capabilities: 'EHLO laptop.example.test',
    end: /^\d{3} .*$/m,
    upgrade: 'STARTTLS',
    upgraded: /^220 /m,
    offersStarttls: /^250[ -]STARTTLS\b/im,
    offersLogin: /^250[ -]AUTH\b/im,
    login: [{ say: `AUTH PLAIN ${plain}`, end: /^\d{3} .*$/m }],
  },
  imap: {
    capabilities: 'a1 CAPABILITY',
    end: /^a1 .*$/m,
    upgrade: 'a2 STARTTLS',
    upgraded: /^a2 OK/m,
    offersStarttls: /^\* CAPABILITY .*\bSTARTTLS\b/im,
    offersLogin: /^\* CAPABILITY (?!.*\bLOGINDISABLED\b)/im,
    login: [{ say: `a3 LOGIN ${account.user} ${account.password}`, end: /^a3 .*$/m }],
  },
  pop3: {
    capabilities: 'CAPA',
    end: /^(\.|-ERR.*)$/m,
    upgrade: 'STLS',
    upgraded: /^\+OK/m,
    offersStarttls: /^STLS\b/im,
    offersLogin: /^(USER|SASL .*PLAIN)\b/im,
    login: [
      { say: `USER ${account.user}`, end: /^[+-].*$/m },
      { say: `PASS ${account.password}`, end: /^[+-].*$/m },
    ],
  },
}

/** @throws Error where the port does not do what a mail port does */
async function probe(host: string, port: number): Promise<Probe> {
  const protocol = mailPorts[port]
  if (protocol === undefined || protocol === 'sieve') throw new Error(`port ${port} is none that can be probed`)
  const dialect = dialects[protocol]
  const first = await Talk.open(host, port)
  const greeted = await first.greets()
  first.end()
  let inClear: Probe['inClear'] = null
  if (greeted) {
    const talk = await Talk.open(host, port)
    await talk.greeting()
    const list = await talk.ask(dialect.capabilities, dialect.end)
    inClear = {
      offersStarttls: dialect.offersStarttls.test(list),
      offersLogin: dialect.offersLogin.test(list),
      login: await logIn(talk, dialect),
    }
    talk.end()
  }
  const talk = await startTls(host, port, dialect, greeted)
  const list = await talk.ask(dialect.capabilities, dialect.end)
  const inside = {
    version: talk.version,
    offersStarttls: dialect.offersStarttls.test(list),
    offersLogin: dialect.offersLogin.test(list),
    login: await logIn(talk, dialect),
  }
  talk.end()
  const takesTls11 = await startTls(host, port, dialect, greeted, 'TLSv1.1').then(
    (old) => {
      old.end()
      return true
    },
    () => false,
  )
  return { port, protocol, speaksFirst: greeted ? 'server' : 'client', inClear, inside, takesTls11 }
}

async function startTls(
  host: string,
  port: number,
  dialect: Dialect,
  greeted: boolean,
  maxVersion: SecureVersion = 'TLSv1.3',
): Promise<Talk> {
  const talk = await Talk.open(host, port)
  if (greeted) {
    await talk.greeting()
    await talk.ask(dialect.capabilities, dialect.end)
    await talk.ask(dialect.upgrade, dialect.upgraded)
  }
  await talk.secure(host, maxVersion)
  if (!greeted) await talk.greeting()
  return talk
}

/** The server's last line. A login that ends early has its answer already. */
async function logIn(talk: Talk, dialect: Dialect): Promise<string> {
  let answer = ''
  for (const { say, end } of dialect.login) {
    answer = await talk.ask(say, end)
    if (answer.startsWith('-')) break
  }
  const line = answer.trim().split('\r\n').at(-1) ?? ''
  // A list of capabilities may come along; what counts here is yes or no.
  return line.replace(/\[CAPABILITY [^\]]*\]/, '[CAPABILITY …]').replace(/ SESSIONID=.*/, '')
}

/** One connection, line by line. */
class Talk {
  version = ''
  #socket: Socket
  #heard = ''
  #ended = false
  #wake: () => void = () => undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    this.#listen()
  }

  static async open(host: string, port: number): Promise<Talk> {
    const socket = connect(port, host)
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new Talk(socket)
  }

  #listen(): void {
    this.#socket.on('data', (bytes: Buffer) => {
      this.#heard += bytes.toString('latin1')
      this.#wake()
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  async greets(): Promise<boolean> {
    for (let waited = 0; waited < patienceMs && this.#heard === ''; waited += 50) await sleep(50)
    return this.#heard !== ''
  }

  greeting(): Promise<string> {
    return this.#until(/^(\d{3} |\* |\+OK).*$/m)
  }

  ask(line: string, end: RegExp): Promise<string> {
    this.#heard = ''
    this.#socket.write(`${line}\r\n`)
    return this.#until(end)
  }

  async #until(end: RegExp): Promise<string> {
    const deadline = performance.now() + answerMs
    for (;;) {
      if (this.#heard.endsWith('\r\n') && end.test(this.#heard.replaceAll('\r\n', '\n'))) return this.#heard
      const leftMs = deadline - performance.now()
      if (this.#ended || leftMs <= 0) throw new Error(`no answer that fits ${end}, but: ${this.#heard}`)
      await Promise.race([
        new Promise<void>((resolve) => (this.#wake = resolve)),
        sleep(leftMs, undefined, { ref: false }),
      ])
    }
  }

  async secure(host: string, maxVersion: SecureVersion): Promise<void> {
    this.#socket.removeAllListeners('data')
    this.#socket.removeAllListeners('close')
    this.#heard = ''
    const old = maxVersion !== 'TLSv1.3' && maxVersion !== 'TLSv1.2'
    const tls = connectTls({
      socket: this.#socket,
      servername: host,
      minVersion: old ? 'TLSv1' : 'TLSv1.2',
      maxVersion,
      // Without this OpenSSL itself refuses the old versions, and the server would not be asked.
      ...(old ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    })
    await new Promise<void>((resolve, reject) =>
      tls
        .once('secureConnect', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed'))),
    )
    this.#socket = tls
    this.#listen()
    this.version = tls.getProtocol() ?? 'none'
  }

  end(): void {
    this.#socket.destroy()
  }
}

const { host, ports } = JSON.parse(process.argv[2] ?? '{}') as { host: string; ports: number[] }
const probes: Probe[] = []
for (const port of ports) {
  probes.push(
    await probe(host, port).catch((error: unknown) => {
      throw new Error(`port ${port}: ${error instanceof Error ? error.message : String(error)}`)
    }),
  )
}
console.log(JSON.stringify(probes))
