/** Whether a password crossed the wire so that a listener can read it. */
import { account } from './account.ts'
import { readIpv4 } from './ipv4.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '')

/** The password as clients send it: in LOGIN, USER/PASS, AUTH LOGIN, AUTH PLAIN with and without an identity. */
const forms = [
  account.password,
  base64(account.password),
  base64(`\0${account.user}\0${account.password}`),
  base64(`${account.user}\0${account.user}\0${account.password}`),
]

/** @param packets  IP packets as the wire saw them */
export function showsPassword(packets: readonly { readonly bytes: Uint8Array }[]): boolean {
  return packets.some(({ bytes: view }) => {
    const bytes = Buffer.from(view)
    const at = readIpv4(bytes)?.tcp?.payloadAt
    if (at === undefined) return false
    const text = bytes.subarray(at).toString('latin1')
    return forms.some((form) => text.includes(form))
  })
}
