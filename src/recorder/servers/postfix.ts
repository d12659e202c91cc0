/** Postfix: SMTP on 25, submission on 587 (STARTTLS) and 465 (implicit TLS). Dovecot checks its passwords. */
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareKeyLog } from '../key-log.ts'
import { parties } from '../network.ts'
import { askRoot, prepareRoot, userId, type RootName } from '../roots.ts'
import { run, startDaemon } from '../run.ts'
import { mailOwner } from './maildir.ts'
import { openssl } from './openssl.ts'
import type { MailServer, ServerContext } from './server.ts'

/** The machine's own Postfix where `root` is null, or that of a root. */
export const makePostfix = (root: RootName | null): MailServer => ({
  name: 'Postfix',
  root,
  ports: [
    { port: 25, protocol: 'smtp' },
    { port: 587, protocol: 'smtp' },
    { port: 465, protocol: 'smtp' },
  ],

  async version() {
    const ask = ['-c', '/usr/share/postfix', '-d', '-h', 'mail_version']
    const { stdout } = await (root === null
      ? run('postconf', ask, { accept: [0, 1] })
      : askRoot(root, 'postconf', ask, [0, 1]))
    return stdout.trim()
  },

  tlsLibrary: () => openssl(root),

  async start(context) {
    const { slot } = context
    const folder = join(slot.folder, 'postfix')
    for (const name of ['', 'etc', 'queue', 'data']) mkdirSync(join(folder, name), { mode: 0o755 })
    chownSync(join(folder, 'data'), userId(root, 'postfix'), 0)
    const environment = context.settings.keyLog ? await prepareKeyLog(slot.folder) : {}
    const main = mainCf(folder, context, environment)
    writeFileSync(join(folder, 'etc', 'main.cf'), main)
    writeFileSync(join(folder, 'etc', 'master.cf'), masterCf)
    await startDaemon(join(folder, 'start.log'), 'ip', [
      'netns',
      'exec',
      slot.namespaces.server,
      ...(root === null ? [] : prepareRoot(slot, root, 'postfix').enter),
      'postfix',
      '-c',
      join(folder, 'etc'),
      'start',
    ])
    return {
      commands: [`postfix -c ${join(folder, 'etc')} start`],
      configuration: [
        { file: 'main.cf', text: main },
        { file: 'master.cf', text: masterCf },
      ],
      log: join(folder, 'log'),
    }
  },
})

function mainCf(
  folder: string,
  { slot, certificates, certificate, settings }: ServerContext,
  environment: Record<string, string>,
): string {
  const files = certificates.files[certificate]
  const parameters: Record<string, string | number> = {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: slot.folder,
    myhostname: parties.server.name,
    mydomain: 'example.test',
    myorigin: 'example.test',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_protocols: 'ipv4',
    alias_maps: '',
    virtual_mailbox_domains: 'example.test',
    virtual_mailbox_base: join(slot.folder, 'mail'),
    virtual_mailbox_maps: 'inline:{ada@example.test=ada@example.test/, charles@example.test=charles@example.test/}',
    virtual_uid_maps: `static:${mailOwner}`,
    virtual_gid_maps: `static:${mailOwner}`,
    virtual_minimum_uid: mailOwner,
    smtpd_tls_cert_file: files.certificate,
    smtpd_tls_key_file: files.key,
    smtpd_tls_security_level: 'may',
    smtpd_tls_auth_only: 'yes',
    // A parameter of the lab's own, which master.cf reads for 587: a careless server is a scenario too.
    submission_tls_security_level: 'encrypt',
    smtpd_tls_loglevel: 1,
    smtpd_tls_received_header: 'yes',
    smtpd_tls_session_cache_database: `btree:${join(folder, 'data', 'smtpd_scache')}`,
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: 'private/auth',
    smtpd_relay_restrictions: 'permit_sasl_authenticated, reject_unauth_destination',
    smtpd_peername_lookup: 'yes',
    smtp_dns_support_level: 'disabled',
    // What its daemons find in their environment; Postfix lets nothing else through.
    ...(settings.keyLog ? { import_environment: importedEnvironment(environment) } : {}),
    ...settings.postfix,
  }
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
}

/** Postfix's default (3.7), and what the key log needs. */
const importedEnvironment = (environment: Record<string, string>): string =>
  [
    'MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME',
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  ].join(' ')

const masterCf = `# service type private unpriv chroot wakeup maxproc command
smtp       inet n - n - - smtpd
587        inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=$submission_tls_security_level
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
465        inet n - n - - smtpd
  -o syslog_name=postfix/submissions
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup     unix n - n 60 1 pickup
cleanup    unix n - n - 0 cleanup
qmgr       unix n - n 300 1 qmgr
tlsmgr     unix - - n 1000? 1 tlsmgr
rewrite    unix - - n - - trivial-rewrite
bounce     unix - - n - 0 bounce
defer      unix - - n - 0 bounce
trace      unix - - n - 0 bounce
verify     unix - - n - 1 verify
flush      unix n - n 1000? 0 flush
proxymap   unix - - n - - proxymap
smtp       unix - - n - - smtp
relay      unix - - n - - smtp
showq      unix n - n - - showq
error      unix - - n - - error
retry      unix - - n - - error
discard    unix - - n - - discard
local      unix - n n - - local
virtual    unix - n n - - virtual
anvil      unix - - n - 1 anvil
scache     unix - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
`
