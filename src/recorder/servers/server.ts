/** What the lab asks of a mail server, whichever program it is. */
import type { CertificateKind, Certificates } from '../certificates.ts'
import type { Slot } from '../network.ts'
import type { RootName } from '../roots.ts'
import type { Scenario } from '../scenario.ts'

export interface ServerContext {
  readonly slot: Slot
  readonly certificates: Certificates
  readonly certificate: CertificateKind
  readonly settings: Scenario['server']
}

export interface MailServer {
  readonly name: string
  /** The root that it runs in; null where it is the machine's own. */
  readonly root: RootName | null
  /** The ports it listens on. */
  readonly ports: readonly { readonly port: number; readonly protocol: Scenario['protocol'] }[]
  /** The version the program prints of itself. */
  version(): Promise<string>
  /** The TLS library that it uses, as that prints its version. */
  tlsLibrary(): Promise<{ readonly name: 'OpenSSL' | 'GnuTLS'; readonly version: string }>
  /** Writes its configuration and starts it in the server's namespace. */
  start(context: ServerContext): Promise<StartedServer>
}

export interface StartedServer {
  /** The commands that started it. */
  readonly commands: readonly string[]
  readonly configuration: readonly { readonly file: string; readonly text: string }[]
  /** Where it writes what it does, for a failure's message. */
  readonly log: string
}
