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

const readRecord = (files: SessionFiles) => JSON.parse(files['session.json'].toString('utf8')) as SessionRecord

function withRecord(files: SessionFiles, change: (record: SessionRecord) => SessionRecord): SessionFiles {
  return { ...files, 'session.json': Buffer.from(JSON.stringify(change(readRecord(files)))) }
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

test('which lab was free is no difference, another command is', async () => {
  const files = kept('relay-dane-kept')
  const elsewhere = (from: RegExp, to: string) =>
    withRecord(files, (record) => ({
      ...record,
      commands: record.commands.map(({ where, run }) => ({ where, run: run.replaceAll(from, to) })),
    }))
  expect(JSON.stringify(readRecord(files).commands)).toMatch(/\/lab-\d+\//)
  expect((await compareSessions(files, elsewhere(/\/lab-\d+\//g, '/lab-31/'))).differences).toEqual([])
  const other = elsewhere(/unbound\.conf/g, 'other.conf')
  expect((await compareSessions(files, other)).differences).toEqual([expect.stringMatching(/^commands, number 1/)])
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

/** The recording with some bytes of its packets changed for others, as many. */
function withBytes(files: SessionFiles, from: string, to: string): SessionFiles {
  const wire = Buffer.from(files['wire.pcapng'])
  const at = wire.indexOf(from, 0, 'latin1')
  if (at < 0 || from.length !== to.length) throw new Error(`cannot change ${from}`)
  wire.write(to, at, 'latin1')
  return { ...files, 'wire.pcapng': wire }
}

test('how often a cleartext server complains of one ClientHello is luck', async () => {
  const files = kept('implicit-client-on-587')
  // Two complaints become one long one.
  const fewer = withBytes(files, 'UTF-8 syntax\r\n500', 'UTF-8 syntax, 500')
  expect((await compareSessions(files, fewer)).differences).toEqual([])
})

test('that it says something else is none', async () => {
  const files = kept('implicit-client-on-587')
  const other = withBytes(files, '500 5.5.2 Error: bad UTF-8', '421 5.5.2 Error: bad UTF-8')
  expect((await compareSessions(files, other)).differences).toEqual([expect.stringMatching(/now smtp\.reply\.421/)])
})

test('nor is another answer in an ordinary conversation', async () => {
  const files = kept('submission-cleartext')
  const other = withBytes(files, '250 2.1.5 Ok', '550 2.1.5 Ok')
  expect((await compareSessions(files, other)).differences).toEqual([expect.stringMatching(/now smtp\.reply\.550/)])
})
