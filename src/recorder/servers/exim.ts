/** Exim: SMTP on 25, submission on 587 (STARTTLS) and 465 (implicit TLS). It checks passwords and delivers by itself. */
import { chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account } from '../account.ts'
import { parties } from '../network.ts'
import { askRoot, prepareRoot, userId } from '../roots.ts'
import { startDaemon } from '../run.ts'
import { mailOwner } from './maildir.ts'
import type { MailServer, ServerContext } from './server.ts'

export const exim: MailServer = {
  name: 'Exim',
  root: 'exim',
  ports: [
    { port: 25, protocol: 'smtp' },
    { port: 587, protocol: 'smtp' },
    { port: 465, protocol: 'smtp' },
  ],

  async version() {
    return /^Exim version (\S+)/m.exec(await describe())?.[1] ?? 'unknown'
  },

  async tlsLibrary() {
    return {
      name: 'GnuTLS',
      version: /GnuTLS: Compile:\s+\S+\s+Runtime: (\S+)/.exec(await describe())?.[1] ?? 'unknown',
    }
  },

  async start(context) {
    const { slot, certificates, certificate } = context
    const { enter, files } = prepareRoot(slot, 'exim', 'exim')
    const folder = join(slot.folder, 'exim')
    const user = userId('exim', 'Debian-exim')
    mkdirSync(folder, { mode: 0o755 })
    chownSync(folder, user, user)
    const etc = join(files, 'etc/exim4')
    mkdirSync(etc, { recursive: true, mode: 0o755 })
    // Exim reads the key after it has given up root's rights.
    const pair = certificates.files[certificate]
    copyFileSync(pair.certificate, join(etc, 'exim.crt'))
    copyFileSync(pair.key, join(etc, 'exim.key'))
    chownSync(join(etc, 'exim.key'), user, user)
    const text = exim4Conf(context)
    writeFileSync(join(etc, 'exim4.conf'), text, { mode: 0o644 })
    await startDaemon(join(folder, 'start.log'), 'ip', [
      ...['netns', 'exec', slot.namespaces.server],
      ...[...enter, 'exim4', '-bd'],
    ])
    return {
      commands: ['exim4 -bd'],
      configuration: [{ file: 'exim4.conf', text }],
      log: join(folder, 'log-main'),
    }
  },
}

/** With -d it names the versions of its libraries too, on standard error. */
async function describe(): Promise<string> {
  const { stdout, stderr } = await askRoot('exim', 'exim4', ['-d', '-bV'])
  return `${stdout}\n${stderr}`
}

/** Most of it is about who may do what; the ports and TLS are the first lines. */
function exim4Conf({ slot }: ServerContext): string {
  return `daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /etc/exim4/exim.crt
tls_privatekey = /etc/exim4/exim.key
# AUTH is on offer inside TLS alone, and not to other servers on 25.
auth_advertise_hosts = \${if and{{def:tls_in_cipher}{!eq{$received_port}{25}}} {*}{}}
primary_hostname = ${parties.server.name}
domainlist local_domains = example.test
log_file_path = ${slot.folder}/exim/log-%s
acl_smtp_mail = mail_command
acl_smtp_rcpt = rcpt_command
acl_smtp_data = accept

begin acl

mail_command:
  accept authenticated = *
  deny condition = \${if !eq{$received_port}{25}}
       message = authentication required
  accept

rcpt_command:
  accept authenticated = *
  accept domains = +local_domains
  deny message = relay not permitted

begin routers

box:
  driver = accept
  domains = +local_domains
  local_parts = ada : charles
  transport = maildir

begin transports

maildir:
  driver = appendfile
  maildir_format
  directory = ${slot.folder}/mail/$local_part_data@$domain_data
  user = ${mailOwner}
  group = ${mailOwner}

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${account.user}}}{eq{$auth3}{${account.password}}}}}
  server_set_id = $auth2

login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{$auth1}{${account.user}}}{eq{$auth2}{${account.password}}}}}
  server_set_id = $auth1
`
}
