/** Dovecot: IMAP on 143 and 993, POP3 on 110 and 995, ManageSieve on 4190, and Postfix's SASL. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account } from '../account.ts'
import { run, startDaemon } from '../run.ts'
import { mailOwner } from './maildir.ts'
import { openssl } from './openssl.ts'
import type { MailServer, ServerContext } from './server.ts'

export const dovecot: MailServer = {
  name: 'Dovecot',
  root: null,
  ports: [
    { port: 143, protocol: 'imap' },
    { port: 993, protocol: 'imap' },
    { port: 110, protocol: 'pop3' },
    { port: 995, protocol: 'pop3' },
    { port: 4190, protocol: 'sieve' },
  ],

  async version() {
    const { stdout } = await run('dovecot', ['--version'])
    return stdout.trim()
  },

  tlsLibrary: () => openssl(null),

  async start(context) {
    const { slot } = context
    const folder = join(slot.folder, 'dovecot')
    mkdirSync(folder, { mode: 0o755 })
    mkdirSync(join(slot.folder, 'mail'), { recursive: true, mode: 0o755 })
    await run('chown', [`${mailOwner}:${mailOwner}`, join(slot.folder, 'mail')])
    const users = `${account.user}:{PLAIN}${account.password}\n`
    const text = dovecotConf(folder, context)
    writeFileSync(join(folder, 'users'), users, { mode: 0o644 })
    writeFileSync(join(folder, 'dovecot.conf'), text)
    await startDaemon(join(folder, 'start.log'), 'ip', [
      'netns',
      'exec',
      slot.namespaces.server,
      'dovecot',
      '-c',
      join(folder, 'dovecot.conf'),
    ])
    return {
      commands: [`dovecot -c ${join(folder, 'dovecot.conf')}`],
      configuration: [
        { file: 'dovecot.conf', text },
        { file: 'users', text: users },
      ],
      log: join(folder, 'log'),
    }
  },
}

function dovecotConf(folder: string, { slot, certificates, certificate, settings }: ServerContext): string {
  const files = certificates.files[certificate]
  // One process of each login service waits ready, as on a server in use.
  return `protocols = imap pop3 sieve
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
listen = *
ssl = required
ssl_cert = <${files.certificate}
ssl_key = <${files.key}
disable_plaintext_auth = yes
auth_mechanisms = plain login
mail_location = maildir:${slot.folder}/mail/%u
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${mailOwner} gid=${mailOwner} home=${slot.folder}/mail/%u
}
service auth {
  unix_listener ${slot.folder}/postfix/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service imap-login {
  process_min_avail = 1
}
service pop3-login {
  process_min_avail = 1
}
${settings.dovecot}`
}
