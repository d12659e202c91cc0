/** A capture that somebody brings has no recorder's clock: what is made of it agrees with what the recorder knew. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readers } from '../../../src/core/mail/readers.ts'
import { readCapture } from '../../../src/core/pcap/capture.ts'
import { readStreams } from '../../../src/core/pcap/tcp.ts'
import { readStreamTimeline } from '../../../src/core/timeline/read.ts'
import { readKeyLog } from '../../../src/core/tls/keylog.ts'
import { libraryCiphers } from '../../../src/core/tls/library.ts'
import { getSession, sessionIds } from '../../../src/sessions/sessions.ts'

const sessions = await Promise.all(sessionIds().map((id) => getSession(id)))
// What an attacker stands in the middle of was recorded at two places, which somebody's own capture is not.
const honest = sessions.filter(({ timeline }) => !timeline.parties.some(({ id }) => id === 'attacker'))

test('there are recordings without an attacker', () => {
  expect(honest).not.toEqual([])
})

for (const { timeline } of honest) {
  const { id } = timeline
  test(`${id}: as a capture of one's own it counts the same round trips`, async () => {
    const capture = readCapture(new Uint8Array(readFileSync(`public/sessions/${id}/wire.pcapng`))).value
    const secrets = readKeyLog(capture.secrets)
    for (const [at, stream] of readStreams(capture).value.entries()) {
      const own = await readStreamTimeline(stream, id, { readers, secrets, ciphers: libraryCiphers })
      const answered = stream.packets.some(({ dir }) => dir === 's2c')
      expect(own.timeline.oneWayMs).toBeGreaterThanOrEqual(answered ? timeline.oneWayMs : 0)
      expect(own.timeline.steps.map(({ name, roundTrips }) => `${roundTrips} ${name}`)).toEqual(
        timeline.steps.filter((step) => step.stream === at).map(({ name, roundTrips }) => `${roundTrips} ${name}`),
      )
    }
  })
}
