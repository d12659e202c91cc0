/** Dovecot 2.4 in the newer Debian: IMAP on 143 and 993, and that Postfix's SASL. Many settings have new names. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account } from '../account.ts'
import { askRoot, prepareRoot } from '../roots.ts'
import { run, startDaemon } from '../run.ts'
import { mailOwner } from './maildir.ts'
import { openssl } from './openssl.ts'
import type { MailServer, ServerContext } from './server.ts'

const root = 'debian-13'

export const dovecot24: MailServer = {
  name: 'Dovecot',
  root,
  ports: [
    { port: 143, protocol: 'imap' },
    { port: 993, protocol: 'imap' },
  ],

  async version() {
    return (await askRoot(root, 'dovecot', ['--version'])).stdout.trim()
  },

  tlsLibrary: () => openssl(root),

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
    const command = ['dovecot', '-c', join(folder, 'dovecot.conf')]
    await startDaemon(join(folder, 'start.log'), 'ip', [
      ...['netns', 'exec', slot.namespaces.server],
      ...prepareRoot(slot, root, 'dovecot').enter,
      ...command,
    ])
    return {
      commands: [command.join(' ')],
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
  return `dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {
  imap = yes
}
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
listen = *
ssl = required
ssl_server_cert_file = ${files.certificate}
ssl_server_key_file = ${files.key}
auth_allow_cleartext = no
auth_mechanisms = plain login
mail_driver = maildir
mail_path = ${slot.folder}/mail/%{user}
passdb passwd-file {
  passwd_file_path = ${folder}/users
}
userdb static {
  fields {
    uid = ${mailOwner}
    gid = ${mailOwner}
    home = ${slot.folder}/mail/%{user}
  }
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
${settings.dovecot}`
}
