/**
 * The lab's throwaway certificate authorities: a root, an intermediate, and the
 * server's certificate in each way it can be right or wrong. All keys are new in
 * every lab and gone with it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import type { certificateKinds } from './scenario.ts'

export type CertificateKind = (typeof certificateKinds)[number]

export interface Certificates {
  /** The root that the client trusts (PEM). */
  readonly trusted: string
  /** Files for the servers: key, and certificate with what is sent beside it. */
  readonly files: Readonly<Record<CertificateKind, Identity>>
}

/** A certificate and its key, as files. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

interface Request {
  readonly file: string
  readonly name: string
  /** From now, days; negative for the past. */
  readonly startDays: number
  readonly endDays: number
  readonly key: 'ecdsa' | 'rsa'
  /** Which section of the configuration has its extensions. */
  readonly extensions: 'authority' | 'server'
  /** Host name in the certificate; for servers. */
  readonly host: string
  /** Signs itself where there is none. */
  readonly issuer: Identity | null
}

/** Makes all of it, with openssl, and writes it into `folder`. `host` is the server's name. */
export async function makeCertificates(folder: string, host: string): Promise<Certificates> {
  const authority = { startDays: -30, endDays: 365, key: 'ecdsa', extensions: 'authority', host } as const
  const server = { startDays: -10, endDays: 90, key: 'ecdsa', extensions: 'server', host, name: host } as const
  const make = (request: Request) => makeCertificate(folder, request)

  const root = await make({ ...authority, file: 'root', name: 'Mailwire Lab Root', issuer: null })
  const stranger = await make({ ...authority, file: 'stranger', name: 'Some Other Root', issuer: null })
  const issuer = await make({ ...authority, file: 'issuing', name: 'Mailwire Lab Issuing CA', issuer: root })

  const right = await make({ ...server, file: 'ecdsa', issuer })
  const certificates: Record<CertificateKind, { identity: Identity; beside: Identity[] }> = {
    ecdsa: { identity: right, beside: [issuer] },
    rsa: { identity: await make({ ...server, file: 'rsa', key: 'rsa', issuer }), beside: [issuer] },
    expired: {
      identity: await make({ ...server, file: 'expired', startDays: -92, endDays: -2, issuer }),
      beside: [issuer],
    },
    'wrong-name': {
      identity: await make({
        ...server,
        file: 'wrong-name',
        name: 'www.example.test',
        host: 'www.example.test',
        issuer,
      }),
      beside: [issuer],
    },
    'self-signed': { identity: await make({ ...server, file: 'self-signed', issuer: null }), beside: [] },
    'unknown-ca': { identity: await make({ ...server, file: 'unknown-ca', issuer: stranger }), beside: [] },
    'no-intermediate': { identity: right, beside: [] },
  }

  const files = {} as Record<CertificateKind, { certificate: string; key: string }>
  for (const [kind, { identity, beside }] of Object.entries(certificates)) {
    const certificate = join(folder, `chain-${kind}.pem`)
    const chain = [identity, ...beside].map((one) => readFileSync(one.certificate, 'utf8'))
    writeFileSync(certificate, chain.join(''))
    files[kind as CertificateKind] = { certificate, key: identity.key }
  }
  return { trusted: readFileSync(root.certificate, 'utf8'), files }
}

async function makeCertificate(folder: string, request: Request): Promise<Identity> {
  const at = (suffix: string) => join(folder, `${request.file}${suffix}`)
  const key = at('.key')
  const algorithm =
    request.key === 'rsa'
      ? ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
      : ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
  await run('openssl', ['genpkey', ...algorithm, '-out', key])
  // `openssl ca` is the one command of OpenSSL 3.0 that takes a date in the past; it wants a database of its own.
  const database = at('.db')
  mkdirSync(join(database, 'certs'), { recursive: true })
  writeFileSync(join(database, 'index'), '')
  writeFileSync(at('.cnf'), configuration(request.host, database))
  const config = ['-config', at('.cnf')]
  await run('openssl', ['req', '-new', ...config, '-key', key, '-subj', `/CN=${request.name}`, '-out', at('.csr')])
  const signer = request.issuer
    ? ['-cert', request.issuer.certificate, '-keyfile', request.issuer.key]
    : ['-selfsign', '-keyfile', key]
  const dates = ['-startdate', asn1Time(request.startDays), '-enddate', asn1Time(request.endDays)]
  await run('openssl', [
    ...['ca', '-batch', '-notext', ...config, ...signer, ...dates],
    ...['-extensions', request.extensions, '-in', at('.csr'), '-out', at('.pem')],
  ])
  return { certificate: at('.pem'), key }
}

function configuration(host: string, database: string): string {
  return `[req]
prompt = no
distinguished_name = name
[name]
[ca]
default_ca = lab
[lab]
database = ${database}/index
new_certs_dir = ${database}/certs
serial = ${database}/serial
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:${host}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`
}

/** A day from now as the CA command writes it: YYYYMMDDHHMMSSZ. */
function asn1Time(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/\D/g, '').slice(0, 14)}Z`
}
