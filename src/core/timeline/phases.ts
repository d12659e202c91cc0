import type { Conversation, Utterance } from '../conversation/conversation.ts'
import { is13 } from '../tls/names.ts'
import type { Phase } from './timeline.ts'

// What a client may well say before TLS: who it is, what the server can do, and that it wants TLS.
const beforeTls = /\.(ehlo|helo|lhlo|capability|capa|noop|id|greeting)$/
const upgrade = /\.(starttls|stls)$/

/** Tells in which part of its connection's life an utterance stands; asked in order. */
export function phases(conversation: Conversation): (said: Utterance) => Phase {
  let clear: Phase = 'greeting'
  let shut = 0
  let upgraded = false
  return (said) => {
    if (said.inside) return 'inside'
    if (said.layer === 'tls') {
      if (/^tls\.(alert|encrypted_alert)/.test(said.kind)) return 'close'
      if (said.kind !== 'tls.application_data') return 'handshake'
      // Shut records of TLS 1.3 look alike: the client's first holds its Finished, and ends the handshake.
      if (said.dir === 'c2s') shut++
      return is13(conversation.tls?.version) && shut < (said.dir === 'c2s' ? 2 : 1) ? 'handshake' : 'inside'
    }
    if (/\.reply\.(starttls|stls)$/.test(said.kind)) {
      upgraded = true
      return 'upgrade'
    }
    if (said.dir === 'c2s') {
      if (upgrade.test(said.kind)) clear = 'upgrade'
      else if (clear === 'upgrade' || !beforeTls.test(said.kind)) clear = 'cleartext'
    } else if (clear === 'upgrade' && !upgraded) {
      // The server refused: what follows is said in the clear.
      clear = 'cleartext'
      return 'upgrade'
    }
    return clear
  }
}
