/** OpenSMTPD: SMTP on 25, submission on 587 (STARTTLS) and 465 (implicit TLS). It checks passwords by itself. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account } from '../account.ts'
import { parties } from '../network.ts'
import { askRoot, prepareRoot } from '../roots.ts'
import { run, startDaemon } from '../run.ts'
import { openssl } from './openssl.ts'
import type { MailServer, ServerContext } from './server.ts'

export const opensmtpd: MailServer = {
  name: 'OpenSMTPD',
  root: 'opensmtpd',
  ports: [
    { port: 25, protocol: 'smtp' },
    { port: 587, protocol: 'smtp' },
    { port: 465, protocol: 'smtp' },
  ],

  async version() {
    const { stderr } = await askRoot('opensmtpd', 'smtpd', ['-h'], [0, 1])
    return /OpenSMTPD (\S+)/.exec(stderr)?.[1] ?? 'unknown'
  },

  tlsLibrary: () => openssl('opensmtpd'),

  async start(context) {
    const { slot, certificates, certificate } = context
    const { enter, files } = prepareRoot(slot, 'opensmtpd', 'opensmtpd')
    const folder = join(slot.folder, 'opensmtpd')
    const etc = join(files, 'etc')
    mkdirSync(folder, { mode: 0o755 })
    mkdirSync(join(etc, 'mail'), { recursive: true, mode: 0o755 })
    const pair = certificates.files[certificate]
    copyFileSync(pair.certificate, join(etc, 'mail', 'mail.crt'))
    copyFileSync(pair.key, join(etc, 'mail', 'mail.key'))
    const { stdout } = await run('openssl', ['passwd', '-6', account.password])
    const credentials = `${account.user} ${stdout.trim()}\n`
    writeFileSync(join(etc, 'mail', 'credentials'), credentials, { mode: 0o644 })
    const text = smtpdConf(context)
    writeFileSync(join(etc, 'smtpd.conf'), text, { mode: 0o644 })
    const log = join(folder, 'log')
    // -d: it stays in the foreground and writes its log to the terminal, here to a file.
    await startDaemon(join(folder, 'start.log'), 'ip', [
      ...['netns', 'exec', slot.namespaces.server],
      ...[...enter, 'sh', '-c', `smtpd -d > ${log} 2>&1 &`],
    ])
    return {
      commands: ['smtpd -d'],
      configuration: [
        { file: 'smtpd.conf', text },
        { file: 'credentials', text: credentials },
      ],
      log,
    }
  },
}

/** Mail for ada and charles goes into one maildir each; the virtual table names the system's user who owns both. */
function smtpdConf({ slot }: ServerContext): string {
  const { name } = parties.server
  return `pki ${name} cert "/etc/mail/mail.crt"
pki ${name} key "/etc/mail/mail.key"
table credentials file:/etc/mail/credentials
table boxes { ada@example.test = mailbox, charles@example.test = mailbox }

listen on 0.0.0.0 port 25 tls pki ${name} hostname ${name}
listen on 0.0.0.0 port 465 smtps pki ${name} auth <credentials> hostname ${name}
listen on 0.0.0.0 port 587 tls-require pki ${name} auth <credentials> hostname ${name}

action "box" maildir "${slot.folder}/mail/%{rcpt}" virtual <boxes>
match from any for domain example.test action "box"
`
}
