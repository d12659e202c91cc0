/** Cyrus IMAP: IMAP on 143 and 993. Mail reaches its store by LMTP alone. */
import { copyFileSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { account, waitingMessage } from '../account.ts'
import { parties } from '../network.ts'
import { askRoot, prepareRoot, userId } from '../roots.ts'
import { startDaemon } from '../run.ts'
import { messageText } from './maildir.ts'
import { openssl } from './openssl.ts'
import type { MailServer } from './server.ts'

export const cyrus: MailServer = {
  name: 'Cyrus IMAP',
  root: 'cyrus',
  ports: [
    { port: 143, protocol: 'imap' },
    { port: 993, protocol: 'imap' },
  ],

  async version() {
    const { stdout } = await askRoot('cyrus', '/usr/lib/cyrus/bin/master', ['-V'])
    return /cyrus-imapd (\d+[\d.]*)/.exec(stdout)?.[1] ?? 'unknown'
  },

  tlsLibrary: () => openssl('cyrus'),

  async start(context) {
    const { slot, certificates, certificate } = context
    const { enter, files } = prepareRoot(slot, 'cyrus', 'cyrus')
    const folder = join(slot.folder, 'cyrus')
    const etc = join(files, 'etc')
    mkdirSync(folder, { mode: 0o755 })
    mkdirSync(join(etc, 'cyrus'), { recursive: true, mode: 0o755 })
    const pair = certificates.files[certificate]
    copyFileSync(pair.certificate, join(etc, 'cyrus', 'mail.crt'))
    copyFileSync(pair.key, join(etc, 'cyrus', 'mail.key'))
    chownSync(join(etc, 'cyrus', 'mail.key'), userId('cyrus', 'cyrus'), 0)
    const text = imapdConf()
    writeFileSync(join(etc, 'imapd.conf'), text, { mode: 0o644 })
    writeFileSync(join(etc, 'cyrus.conf'), cyrusConf, { mode: 0o644 })
    writeFileSync(join(folder, 'waiting.eml'), messageText({ ...waitingMessage, to: account.user }, new Date()))
    const [user, domain] = account.user.split('@')
    const password = `echo ${account.password} | saslpasswd2 -p -c -u ${domain} ${user}`
    const start = '/usr/lib/cyrus/bin/master -d'
    const deliver = `/usr/lib/cyrus/bin/deliver ${account.user} < ${folder}/waiting.eml`
    await startDaemon(join(folder, 'start.log'), 'ip', [
      ...['netns', 'exec', slot.namespaces.server],
      ...enter,
      ...['sh', '-ec', prepare(password, start, deliver)],
    ])
    return {
      commands: [password, start, deliver],
      configuration: [
        { file: 'imapd.conf', text },
        { file: 'cyrus.conf', text: cyrusConf },
      ],
      log: join(folder, 'start.log'),
    }
  },
}

/** The service for LMTP takes a moment to come up. */
function prepare(password: string, start: string, deliver: string): string {
  return `${password}
chown cyrus /etc/sasldb2
mkdir -p /run/cyrus/socket
chown -R cyrus:mail /run/cyrus
${start}
for try in 1 2 3 4 5 6 7 8 9 10; do
  if ${deliver}; then exit 0; fi
  sleep 0.5
done
exit 1
`
}

function imapdConf(): string {
  return `configdirectory: /var/lib/cyrus
defaultpartition: default
partition-default: /var/spool/cyrus/mail
servername: ${parties.server.name}
virtdomains: userid
unixhierarchysep: yes
# No login before TLS.
allowplaintext: no
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN LOGIN
tls_server_cert: /etc/cyrus/mail.crt
tls_server_key: /etc/cyrus/mail.key
# A mailbox is made when the first message for it comes.
autocreate_post: yes
autocreate_quota: 0
lmtpsocket: /run/cyrus/socket/lmtp
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
`
}

const cyrusConf = `START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}
SERVICES {
  imap cmd="imapd" listen="0.0.0.0:143" prefork=1
  imaps cmd="imapd -s" listen="0.0.0.0:993" prefork=1
  lmtpunix cmd="lmtpd" listen="/run/cyrus/socket/lmtp" prefork=1
}
`
