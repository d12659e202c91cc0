/** A recorded session as the players get it, read in the browser from the files that the site serves. */
import { readSession } from '../../src/core/timeline/read.ts'
import { readers } from '../../src/core/mail/readers.ts'
import type { SessionRecord } from '../../src/core/session.ts'
import { readKeyLog } from '../../src/core/tls/keylog.ts'
import { webCiphers } from '../../src/core/tls/webcrypto.ts'
import { readCapture } from '../../src/core/pcap/capture.ts'
import { Playhead } from '../../src/widgets/player/playhead.svelte.ts'

export async function recorded(id: string) {
  const at = (file: string) => `/sessions/${id}/${file}`
  const wire = new Uint8Array(await (await fetch(at('wire.pcapng'))).arrayBuffer())
  const cast = await (await fetch(at('terminal.cast'))).text()
  const record = (await (await fetch(at('session.json'))).json()) as SessionRecord
  const { timeline, conversations } = await readSession(
    { id, title: id, wire, cast, record },
    { readers, ciphers: webCiphers(crypto.subtle), secrets: readKeyLog(readCapture(wire).value.secrets) },
  )
  const playhead = new Playhead()
  playhead.load(timeline)
  return { timeline, conversations, playhead, wireUrl: at('wire.pcapng'), castUrl: at('terminal.cast') }
}
