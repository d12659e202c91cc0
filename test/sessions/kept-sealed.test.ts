// What TLS kept from a wiretap in recordings of real servers, and what it could not.
import { expect, test } from 'vitest'
import { getSession } from '../../src/sessions/sessions.ts'

const account = async (id: string) => {
  const { steps } = (await getSession(id)).timeline
  return {
    told: [...new Set(steps.flatMap(({ leaks }) => leaks.map(({ what }) => what)))].sort(),
    kept: [...new Set(steps.flatMap(({ hides = [] }) => hides))].sort(),
  }
}

test('after an upgrade user, password, sender, recipient and text are each sealed; the names were said before it', async () => {
  expect(await account('submission-starttls')).toEqual({
    told: ['client-name', 'server-name'],
    kept: ['certificate', 'client-name', 'password', 'recipient', 'sender', 'text', 'user'],
  })
})

test('from the first byte the client’s name is sealed too', async () => {
  const { told, kept } = await account('submission-implicit')
  expect(told).toEqual(['server-name'])
  expect(kept).toContain('client-name')
})

test('TLS 1.2 shows the certificate', async () => {
  expect((await account('submission-starttls-tls12')).told).toContain('certificate')
})

test('in the clear nothing is kept', async () => {
  const { told, kept } = await account('submission-cleartext')
  expect(told).toEqual(expect.arrayContaining(['user', 'password', 'sender', 'recipient', 'text']))
  expect(kept).toEqual([])
})
