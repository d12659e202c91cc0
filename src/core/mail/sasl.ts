/**
 * Opens the base64 of SASL exchanges: what was said in it, and what it gives away.
 * The framing differs by protocol; the content does not. See RFC 4422, 4616
 * (PLAIN), 5802 and 7677 (SCRAM), 2195 (CRAM-MD5), 7628 (OAUTHBEARER).
 */
import type { Field } from '../parse.ts'
import type { MailProtocol } from '../protocol.ts'
import type { Disclosure, Reading } from './message.ts'
import { fromBase64, readable, withoutLineEnds } from './text.ts'
import { branch, leaf, type Rule } from './tile.ts'

/** An exchange under way: the mechanism, and how many client responses have been seen. */
interface SaslExchange {
  readonly mechanism: string
  responses: number
}

/** The exchanges of one connection, as far as they are the same in every protocol. */
export interface SaslDialogue {
  /** Whether one is under way, and the server has asked for the next response. */
  asked: boolean
  /** The mechanism of the one under way. */
  readonly mechanism: string | undefined
  /** Reads the name of a mechanism: an exchange begins. */
  readonly begin: Rule
  end(): void
  /** Reads what the client answers, and tells what that gives away. */
  response(discloses: Disclosure[]): Rule
  /** Reads what the server asks; undefined where no exchange is under way. */
  challenge(): Rule | undefined
  /** A client's line that is an answer and nothing else. */
  answer(text: string, start: number, children: readonly Field[], discloses: readonly Disclosure[]): Reading
}

export function saslDialogue(protocol: MailProtocol): SaslDialogue {
  let exchange: SaslExchange | undefined
  let asked = false
  return {
    get asked() {
      return asked && exchange !== undefined
    },
    set asked(is) {
      asked = is
    },
    get mechanism() {
      return exchange?.mechanism
    },
    begin(name, start) {
      exchange = { mechanism: name.toUpperCase(), responses: 0 }
      return leaf('sasl.mechanism.*', name, start)
    },
    end() {
      exchange = undefined
    },
    response: (discloses) => (text, start) =>
      exchange ? readResponse(exchange, text, start, discloses) : leaf('sasl.response', text, start),
    challenge() {
      // It may be read later, when another exchange is under way.
      const { mechanism } = exchange ?? {}
      return mechanism === undefined ? undefined : (text, start) => readChallenge(mechanism, text, start)
    },
    answer(text, start, children, discloses) {
      asked = false
      return {
        kind: saslKind(children) ?? 'sasl.response',
        slug: 'auth-response',
        name: `${exchange?.mechanism} response`,
        text: withoutLineEnds(text),
        field: branch(`${protocol}.line`, children, start, start + text.length),
        discloses,
      }
    },
  }
}

/** What a line says in an exchange, as the kind of a message; undefined where nothing. */
export const saslKind = (fields: readonly Field[] | undefined): string | undefined =>
  fields?.find(({ key }) => key.startsWith('sasl.'))?.key

const family = (mechanism: string) =>
  /^scram-/i.test(mechanism) ? 'scram' : mechanism.toLowerCase().replace(/[^a-z0-9]+/g, '-')

function readChallenge(mechanism: string, text: string, start: number): Field {
  const said = fromBase64(text.trim())
  return leaf(`sasl.challenge.${family(mechanism)}`, text, start, readable(said ?? text))
}

/** An initial response included. Advances the exchange. */
function readResponse(exchange: SaslExchange, text: string, start: number, discloses: Disclosure[]): Field {
  const nth = exchange.responses++
  if (text === '*') return leaf('sasl.cancel', text, start)
  const said = text === '=' ? '' : fromBase64(text.trim())
  if (said === null) return leaf('sasl.response', text, start)

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
  if (user) discloses.push({ what: 'user', value: user })
  if (password) discloses.push({ what: 'password', value: password })
  return leaf(`sasl.response.${mechanism}`, text, start, value.replace(/\0/g, ' '))
}
