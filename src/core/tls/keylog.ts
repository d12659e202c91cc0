/**
 * NSS key logs, as browsers, curl, OpenSSL and GnuTLS write them under SSLKEYLOGFILE.
 *
 * @see draft-ietf-tls-keylogfile
 */

/** What opens connections. */
export interface Secrets {
  /** Secrets by the client random (hexadecimal, lower case) and then by label. */
  readonly logged: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  /**
   * Master secrets of TLS 1.2 and before by session id and by ticket (hexadecimal). The reader of a connection adds to
   * it and looks here where a resumed connection is not in the log, so read connections in the order of the capture.
   */
  readonly sessions: Map<string, Uint8Array>
}

/** Reads key logs. Lines that are none are passed over. */
export function readKeyLog(texts: readonly string[]): Secrets {
  const logged = new Map<string, Map<string, Uint8Array>>()
  for (const text of texts) {
    for (const line of text.split(/[\r\n]+/)) {
      const [, label = '', random = '', secret = ''] =
        /^\s*([A-Z]\w+) +([\da-f]{64}) +((?:[\da-f]{2}){1,64})\s*$/i.exec(line) ?? []
      if (!label) continue
      const key = random.toLowerCase()
      const known = logged.get(key) ?? new Map<string, Uint8Array>()
      logged.set(key, known)
      known.set(
        label,
        Uint8Array.from({ length: secret.length / 2 }, (_, i) => parseInt(secret.slice(2 * i, 2 * i + 2), 16)),
      )
    }
  }
  return { logged, sessions: new Map() }
}
