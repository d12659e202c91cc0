/**
 * Opens the base64 of SASL exchanges: what was said in it, and what it gives away.
 * The framing differs by protocol; the content does not. See RFC 4422, 4616
 * (PLAIN), 5802 and 7677 (SCRAM), 2195 (CRAM-MD5), 7628 (OAUTHBEARER).
 */
import type { Field } from '../parse.ts'
import type { Disclosure } from './message.ts'
import { fromBase64, readable } from './text.ts'
import { leaf } from './tile.ts'

/** An exchange under way: the mechanism, and how many client responses have been seen. */
export interface SaslExchange {
  mechanism: string
  responses: number
}

export interface SaslReading {
  readonly field: Field
  readonly discloses: readonly Disclosure[]
}

const family = (mechanism: string) =>
  /^scram-/i.test(mechanism) ? 'scram' : mechanism.toLowerCase().replace(/[^a-z0-9]+/g, '-')

/** What the server asks. */
export function readChallenge(exchange: SaslExchange, text: string, start: number): SaslReading {
  const said = fromBase64(text.trim())
  const key = `sasl.challenge.${family(exchange.mechanism)}`
  return { field: leaf(key, text, start, said === null ? text : readable(said)), discloses: [] }
}

/** What the client answers, an initial response included. Advances the exchange. */
export function readResponse(exchange: SaslExchange, text: string, start: number): SaslReading {
  const nth = exchange.responses++
  if (text === '*') return { field: leaf('sasl.cancel', text, start), discloses: [] }
  const said = text === '=' ? '' : fromBase64(text.trim())
  if (said === null) return { field: leaf('sasl.response', text, start), discloses: [] }

  const mechanism = family(exchange.mechanism)
  let user: string | undefined
  let password: string | undefined
  let value = readable(said)
  if (mechanism === 'plain') {
    const [as, name, secret] = value.split('\0')
    user = name
    password = secret
    value = `${as ? `acting as ${as}, ` : ''}user ${name ?? ''}, password ${secret ?? ''}`
  } else if (mechanism === 'login') {
    if (nth === 0) user = value
    else password = value
  } else if (mechanism === 'cram-md5') {
    user = /^(.+) [0-9a-f]{32}$/.exec(value)?.[1]
  } else if (mechanism === 'scram') {
    if (nth === 0) user = /,n=([^,]*)/.exec(value)?.[1]?.replace(/=2C/g, ',').replace(/=3D/g, '=')
  } else if (mechanism === 'xoauth2' || mechanism === 'oauthbearer') {
    user = /^user=([^\x01]*)|,a=([^,\x01]*)/.exec(value)?.slice(1).find(Boolean)
    password = /\x01auth=Bearer ([^\x01]*)/i.exec(value)?.[1]
    value = value.replace(/\x01+/g, ' ').trim()
  }
  const discloses: Disclosure[] = []
  if (user) discloses.push({ what: 'user', value: user })
  if (password) discloses.push({ what: 'password', value: password })
  return { field: leaf(`sasl.response.${mechanism}`, text, start, value.replace(/\0/g, ' ')), discloses }
}
