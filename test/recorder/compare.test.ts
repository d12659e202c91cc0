import { expect, test } from 'vitest'
import type { SessionRecord } from '../../src/core/session.ts'
import { compareSessions } from '../../src/recorder/compare.ts'
import { readSession } from '../../src/recorder/recording.ts'
import type { SessionFiles } from '../../src/recorder/session-files.ts'

function kept(id: string): SessionFiles {
  const files = readSession(process.cwd(), id)
  if (!files) throw new Error(`no recording of ${id}`)
  return files
}

function withRecord(files: SessionFiles, change: (record: SessionRecord) => SessionRecord): SessionFiles {
  const record = JSON.parse(files['session.json'].toString('utf8')) as SessionRecord
  return { ...files, 'session.json': Buffer.from(JSON.stringify(change(record))) }
}

test('a recording agrees with itself', async () => {
  const files = kept('submission-starttls')
  expect(await compareSessions(files, files)).toEqual({ differences: [], notes: [] })
})

test('a newer version of a program is told, and is no difference', async () => {
  const files = kept('submission-starttls')
  const newer = withRecord(files, (record) => ({
    ...record,
    software: record.software.map((one) => (one.name === 'Postfix' ? { ...one, version: '99.1' } : one)),
  }))
  const { differences, notes } = await compareSessions(files, newer)
  expect(differences).toEqual([])
  expect(notes).toEqual([expect.stringMatching(/^Postfix is 99\.1, was 3/)])
})

test('another sequence of steps is a difference', async () => {
  const first = kept('submission-starttls-rtt40')
  const other = { ...kept('submission-starttls-tls12'), 'session.json': first['session.json'] }
  const { differences } = await compareSessions(first, other)
  expect(differences.join('\n')).toMatch(/tls\./)
})

test('the same steps at another distance are the same steps', async () => {
  const near = kept('submission-implicit-rtt0')
  const far = withRecord(kept('submission-implicit-rtt200'), (record) => record)
  expect((await compareSessions(near, far)).differences).toEqual([])
})
