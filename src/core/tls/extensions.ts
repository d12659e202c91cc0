/**
 * Extensions, each as its RFC lays it out.
 *
 * @see RFC 8446 §4.2, RFC 6066, RFC 8422 §5.1, RFC 7301 §3.1
 */
import { u16 } from '../bytes.ts'
import { group, letters, many, number, opaque, pick, sized, struct, vector, type Layout, type Parts } from './layout.ts'
import { extensionName, groupName, schemeName, versionName } from './names.ts'

export const version = number(2, versionName)
export const namedGroup = number(2, groupName)
export const scheme = number(2, schemeName)

const nothing = struct()
const data = struct(['data', opaque()])
const keyShare = struct(['group', namedGroup], ['key_share.key_exchange', sized(2, 'key_share.public_key')])
const statusResponse = struct(['.status_type', number(1)], ['.response', sized(3, 'ocsp_response')])

const pointFormat = number(
  1,
  (value) => ['uncompressed', 'ansiX962_compressed_prime', 'ansiX962_compressed_char2'][value] ?? '?',
)
const pskMode = number(1, (value) => ['psk_ke', 'psk_dhe_ke'][value] ?? '?')
const compression = number(2, (value) => ['', 'zlib', 'brotli', 'zstd'][value] ?? '?')

const bodies: Record<number, Parts> = {
  0: struct([
    '.list',
    vector(2, many('server_name', group(struct(['.type', number(1)], ['.host_name', sized(2, 'host_name', letters)])))),
  ]),
  1: struct(['.limit', number(1, (value) => `${2 ** (value + 8)} bytes`)]),
  5: pick(({ message }) =>
    message === 'client_hello' || message === 'certificate_request'
      ? struct(['.status_type', number(1)], ['.responders', vector(2, data)], ['.request_extensions', vector(2, data)])
      : statusResponse,
  ),
  10: struct(['.list', vector(2, many('group', namedGroup))]),
  11: struct(['.list', vector(1, many('.format', pointFormat))]),
  13: struct(['.list', vector(2, many('signature_scheme', scheme))]),
  15: struct(['.mode', number(1)]),
  16: struct(['.list', vector(2, many('.protocol', sized(1, '.name', letters)))]),
  18: struct(['.list', vector(2, many('.sct', vector(2, data)))]),
  21: data,
  22: nothing,
  23: nothing,
  27: struct(['.list', vector(1, many('.algorithm', compression))]),
  28: struct(['.limit', number(2)]),
  35: struct(['.ticket', opaque()]),
  41: pick(({ message }) =>
    message === 'client_hello'
      ? struct(
          [
            '.identities',
            vector(2, many('.identity', group(struct(['.ticket', vector(2, data)], ['.obfuscated_age', number(4)])))),
          ],
          ['.binders', vector(2, many('.binder', vector(1, data)))],
        )
      : struct(['.selected', number(2)]),
  ),
  42: struct(['.max_size', number(4)]),
  43: pick(({ message }) =>
    message === 'client_hello' ? struct(['.list', vector(1, many('version', version))]) : struct(['version', version]),
  ),
  44: struct(['.cookie', vector(2, data)]),
  45: struct(['.list', vector(1, many('.mode', pskMode))]),
  47: struct(['.list', vector(2, many('distinguished_name', sized(2, 'distinguished_name.der')))]),
  49: nothing,
  50: struct(['.list', vector(2, many('signature_scheme', scheme))]),
  51: pick(({ message }) =>
    message === 'client_hello'
      ? struct(['.list', vector(2, many('key_share', group(keyShare)))])
      : message === 'hello_retry_request'
        ? struct(['group', namedGroup])
        : struct(['key_share', group(keyShare)]),
  ),
  65281: struct(['.renegotiated_connection', vector(1, data)]),
}

const extension: Layout = (cursor, _) => {
  const code = u16(cursor.bytes, cursor.at)
  const name = extensionName(code)
  const known = bodies[code] !== undefined
  const key = known ? `tls.ext.${name}` : name === 'GREASE' ? 'tls.ext.grease' : 'tls.ext.other'
  const field = group(struct(['extension.type', number(2, extensionName)], ['extension.body', vector(2, inside)]))
  const found = field(cursor, key)
  // The key names those that are known.
  return known ? found : { ...found, value: name }

  function inside(inner: Parameters<Parts>[0]) {
    return (bodies[code] ?? data)(inner, key)
  }
}

/** The extensions of a message, with their length in front. */
export const extensions: Layout = vector(2, many('.', extension))
