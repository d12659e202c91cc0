import { expect, test, vi } from 'vitest'
import { makeCleanup, StoppedError, withCleanup } from '../../src/recorder/cleanup.ts'

test('what was added is undone in reverse order, also where one of them fails', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const cleanup = makeCleanup()
  const undone: string[] = []
  cleanup.add('the first', () => void undone.push('the first'))
  cleanup.add('the second', () => Promise.reject(new Error('it is stuck')))
  cleanup.add('the third', () => void undone.push('the third'))
  await cleanup.run()
  await cleanup.run()
  expect(undone).toEqual(['the third', 'the first'])
  expect(said.mock.calls).toEqual([['Could not undo: the second: it is stuck']])
  said.mockRestore()
})

test('what work adds after a signal is undone at once, and the work goes no further', async () => {
  const undone: string[] = []
  let ended: (error: unknown) => void = () => undefined
  const end = new Promise((resolve) => (ended = resolve))
  const stopped = withCleanup(async (cleanup) => {
    cleanup.add('the lab', () => void undone.push('the lab'))
    process.emit('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 20))
    try {
      cleanup.add('a server', () => void undone.push('a server'))
      undone.push('and went on')
    } catch (error) {
      ended(error)
    }
  })
  await expect(stopped).rejects.toThrow(StoppedError)
  expect(undone).toEqual(['the lab'])
  expect(await end).toBeInstanceOf(StoppedError)
  expect(undone).toEqual(['the lab', 'a server'])
})
