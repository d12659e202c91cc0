// What is said of fields is asked for once, and again where it did not come.
import { expect, test, vi } from 'vitest'
import { explanationsFrom } from '../../../src/widgets/bytes/BytesNames.ts'

const said = (name: string) => ({ tls: { name, meaning: 'It says so.', source: 'RFC 8446 §4' } })

test('each address has its own explanations, and those that did not come are asked for again', async () => {
  let lost = true
  const asked = vi.spyOn(window, 'fetch').mockImplementation((url) => {
    if (url !== '/one.json') return Promise.resolve(Response.json(said('two')))
    return lost ? Promise.reject(new TypeError('no network')) : Promise.resolve(Response.json(said('one')))
  })
  expect(await explanationsFrom('/one.json')).toEqual({})
  lost = false
  expect(await explanationsFrom('/one.json')).toEqual(said('one'))
  expect(await explanationsFrom('/two.json')).toEqual(said('two'))
  expect(await explanationsFrom('/one.json')).toEqual(said('one'))
  expect(asked).toHaveBeenCalledTimes(3)
  asked.mockResolvedValueOnce(new Response('<h1>Not found</h1>', { status: 404 }))
  expect(await explanationsFrom('/three.json')).toEqual({})
  asked.mockRestore()
})
