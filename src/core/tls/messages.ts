/**
 * Handshake messages, each as its RFC lays it out.
 *
 * @see RFC 8446 §4, RFC 5246 §7.4, RFC 8422 §5, RFC 5077 §3.3, RFC 8879 §4
 */
import { extensions, namedGroup, scheme, version } from './extensions.ts'
import {
  group,
  many,
  number,
  opaque,
  pick,
  sized,
  struct,
  vector,
  within,
  type About,
  type Cursor,
  type Parts,
} from './layout.ts'
import { handshakeTypeName, is13 } from './names.ts'
import { suiteName } from './suites.ts'
import type { Field } from '../parse.ts'

const data = struct(['data', opaque()])
const cipherSuite = number(2, suiteName)
const compression = number(1, (value) => ['null', 'DEFLATE'][value] ?? '?')
const sessionId = sized(1, 'data')

// Where the version is not known, the newer layout is the likelier one.
const may13 = ({ version }: About) => version === null || is13(version)
const may12 = ({ version }: About) => version === null || version >= 0x0303

const serverHello = struct(
  ['hello.version', version],
  ['hello.random', opaque(32)],
  ['hello.session_id', sessionId],
  ['cipher_suite', cipherSuite],
  ['compression_method', compression],
  ['hello.extensions', extensions],
)

const signature = pick((about) =>
  may12(about)
    ? struct(['signature_scheme', scheme], ['signature', sized(2, 'signature.data')])
    : struct(['signature', sized(2, 'signature.data')]),
)

const then =
  (first: Parts, second: Parts): Parts =>
  (cursor, key) => [...first(cursor, key), ...second(cursor, key)]

const serverKeyExchange = pick(({ suite }) => {
  const signed = /_anon_|_PSK_/.test(suite) ? struct() : signature
  if (/^TLS_EC(DHE|DH_anon)_(?!PSK)/.test(suite)) {
    return then(struct(['.curve_type', number(1)], ['group', namedGroup], ['.public_key', sized(1, 'data')]), signed)
  }
  if (/^TLS_DHE?_(?!PSK)/.test(suite)) {
    return then(
      struct(['.dh_p', vector(2, data)], ['.dh_g', vector(2, data)], ['.public_key', sized(2, 'data')]),
      signed,
    )
  }
  return data
})

const clientKeyExchange = pick(({ suite }) => {
  if (/PSK/.test(suite)) return data
  if (/^TLS_ECDH/.test(suite)) return struct(['.public_key', sized(1, 'data')])
  if (/^TLS_DH/.test(suite)) return struct(['.public_key', sized(2, 'data')])
  return /^TLS_RSA/.test(suite) ? struct(['.encrypted_premaster', sized(2, 'data')]) : data
})

const messages: Record<string, Parts> = {
  client_hello: struct(
    ['hello.version', version],
    ['hello.random', opaque(32)],
    ['hello.session_id', sessionId],
    ['hello.cipher_suites', vector(2, many('cipher_suite', cipherSuite))],
    ['hello.compression_methods', vector(1, many('compression_method', compression))],
    ['hello.extensions', extensions],
  ),
  server_hello: serverHello,
  hello_retry_request: serverHello,
  encrypted_extensions: struct(['hello.extensions', extensions]),
  certificate: pick((about) =>
    may13(about)
      ? struct(
          ['certificate.context', sized(1, 'data')],
          [
            'certificate.list',
            vector(
              3,
              many(
                'certificate.entry',
                group(struct(['certificate.der', sized(3, 'data')], ['certificate.extensions', extensions])),
              ),
            ),
          ],
        )
      : struct(['certificate.list', vector(3, many('certificate.der', sized(3, 'data')))]),
  ),
  certificate_request: pick((about) =>
    may13(about)
      ? struct(['certificate.context', sized(1, 'data')], ['hello.extensions', extensions])
      : then(
          struct(['.types', vector(1, many('.type', number(1)))]),
          then(
            may12(about) ? struct(['.signature_algorithms', vector(2, many('signature_scheme', scheme))]) : struct(),
            struct(['.authorities', vector(2, many('distinguished_name', sized(2, 'distinguished_name.der')))]),
          ),
        ),
  ),
  certificate_verify: signature,
  server_key_exchange: serverKeyExchange,
  client_key_exchange: clientKeyExchange,
  finished: struct(['.verify_data', opaque()]),
  new_session_ticket: pick((about) =>
    may13(about)
      ? struct(
          ['.lifetime', number(4)],
          ['.age_add', number(4)],
          ['.nonce', sized(1, 'data')],
          ['.ticket', sized(2, 'data')],
          ['hello.extensions', extensions],
        )
      : struct(['.lifetime', number(4)], ['.ticket', sized(2, 'data')]),
  ),
  key_update: struct(['.request', number(1, (value) => ['update_not_requested', 'update_requested'][value] ?? '?')]),
  certificate_status: struct(['.type', number(1)], ['.response', sized(3, 'ocsp_response')]),
  compressed_certificate: struct(
    ['.algorithm', number(2)],
    ['.uncompressed_length', number(3)],
    ['.certificate', sized(3, 'data')],
  ),
}

/** The name that a message goes by in keys: a ServerHello that asks for another ClientHello has its own. */
export function messageName(type: number, retry: boolean): string {
  const name = handshakeTypeName(type)
  return retry ? 'hello_retry_request' : /^\d/.test(name) ? 'handshake' : name
}

/** A handshake message, header and body. Offsets count from its first byte. */
export function messageFields(bytes: Uint8Array, retry: boolean, about: Omit<About, 'message'>): Field {
  const message = messageName(bytes[0] ?? 0, retry)
  const key = `tls.${message}`
  const cursor: Cursor = { bytes, at: 0, end: bytes.length, about: { ...about, message } }
  const header = struct(['handshake.type', number(1, handshakeTypeName)], ['handshake.length', number(3)])(cursor, key)
  const body = within(cursor, bytes.length, (inner) => (messages[message] ?? data)(inner, key))
  return { start: 0, end: bytes.length, key, children: [...header, ...body] }
}
