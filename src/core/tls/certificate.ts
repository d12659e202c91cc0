/**
 * What a certificate says. Fetched on its own, since the X.509 library weighs more than all the rest of the core.
 *
 * @see RFC 5280 §4.1
 */
import './reflect.ts'
import { SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509'
import type { Field, Parsed } from '../parse.ts'
import { messageFields } from './messages.ts'
import type { TlsHandshake } from './types.ts'

export interface Certificate {
  /** As RFC 4514 writes names: `CN=mail.example.test`. */
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal. */
  readonly serialNumber: string
  /** Host names and addresses that it is for: `DNS:mail.example.test`. */
  readonly names: readonly string[]
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number
  readonly notAfter: number
  /** Kind of the key: `RSA, 2048 bits`, `P-256`. */
  readonly key: string
  /** How it is signed: `RSASSA-PKCS1-v1_5, SHA-256`. */
  readonly signature: string
  readonly selfSigned: boolean
}

/**
 * Reads the certificates of a Certificate message, in its order. Never throws: one that cannot be read is left out, and
 * a problem gives the offset at which it starts in the message.
 *
 * @param version of the connection: TLS 1.3 lays the message out differently
 */
export function readCertificates(message: TlsHandshake, version: number | null): Parsed<Certificate[]> {
  const tree = messageFields(message.bytes, false, { version, suite: '' })
  const value: Certificate[] = []
  const problems: { offset: number; message: string }[] = []
  for (const { start, end } of ders(tree)) {
    try {
      value.push(readCertificate(message.bytes.slice(start, end)))
    } catch {
      problems.push({ offset: start, message: 'A certificate is not in the form of X.509.' })
    }
  }
  return { value, problems }
}

/** The bytes of each certificate: what follows the length in its field. */
function ders(field: Field): Field[] {
  if (field.key === 'tls.certificate.der') return (field.children ?? []).filter(({ key }) => key === 'tls.data')
  return (field.children ?? []).flatMap(ders)
}

function readCertificate(der: Uint8Array<ArrayBuffer>): Certificate {
  const certificate = new X509Certificate(der)
  const { subject, issuer, serialNumber, notBefore, notAfter, publicKey, signatureAlgorithm } = certificate
  const alternative = certificate.getExtension(SubjectAlternativeNameExtension)
  return {
    subject,
    issuer,
    serialNumber,
    names: alternative?.names.items.map(({ type, value }) => `${type.toUpperCase()}:${value}`) ?? [],
    notBefore: notBefore.getTime(),
    notAfter: notAfter.getTime(),
    key: algorithmText(publicKey.algorithm),
    signature: algorithmText(signatureAlgorithm),
    selfSigned: subject === issuer,
  }
}

/** What a WebCrypto description of an algorithm says, in a few words. */
function algorithmText(algorithm: object): string {
  const { name, namedCurve, modulusLength, hash } = algorithm as {
    name?: string
    namedCurve?: string
    modulusLength?: number
    hash?: { name?: string }
  }
  if (modulusLength) return `RSA, ${modulusLength} bits`
  if (namedCurve) return namedCurve
  return hash?.name ? `${name}, ${hash.name}` : (name ?? 'unknown')
}
