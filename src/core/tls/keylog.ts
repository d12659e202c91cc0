/**
 * NSS key logs, as browsers, curl, OpenSSL and GnuTLS write them under SSLKEYLOGFILE.
 *
 * @see draft-ietf-tls-keylogfile
 */

/** Secrets by the client random (hexadecimal, lower case) and then by label. */
export type Secrets = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>

/** Reads key logs. Lines that are none are passed over. */
export function readKeyLog(texts: readonly string[]): Secrets {
  const secrets = new Map<string, Map<string, Uint8Array>>()
  for (const text of texts) {
    for (const line of text.split(/[\r\n]+/)) {
      const [, label = '', random = '', secret = ''] =
        /^\s*([A-Z]\w+) +([\da-f]{64}) +((?:[\da-f]{2}){1,64})\s*$/i.exec(line) ?? []
      if (!label) continue
      const key = random.toLowerCase()
      const known = secrets.get(key) ?? new Map<string, Uint8Array>()
      secrets.set(key, known)
      known.set(
        label,
        Uint8Array.from({ length: secret.length / 2 }, (_, i) => parseInt(secret.slice(2 * i, 2 * i + 2), 16)),
      )
    }
  }
  return secrets
}
