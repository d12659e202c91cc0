// What follows a step comes in turn, after the ladder's own frame, and whatever becomes of the parts beside it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A screen whose clock and frames the test moves on. */
let now = 0
let frames: (() => void)[] = []
let timers = new Map<number, () => void>()
let turns: typeof import('../../../src/widgets/player/turns.ts')

beforeEach(async () => {
  now = 1000
  frames = []
  timers = new Map()
  let ids = 0
  const setTimeout = (act: () => void) => (timers.set(++ids, act), ids)
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.stubGlobal('window', { setTimeout })
  vi.stubGlobal('clearTimeout', (id: number) => void timers.delete(id))
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => void (frames[id - 1] = () => undefined))
  vi.resetModules()
  turns = await import('../../../src/widgets/player/turns.ts')
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Runs the timers that are due; the frames that they ask for are not shown yet. */
function wait(): void {
  const due = [...timers.values()]
  timers.clear()
  for (const act of due) act()
}
/** Shows the next frame, and says what failed in it. */
function frame(): unknown[] {
  const failed: unknown[] = []
  const due = frames
  frames = []
  for (const act of due) {
    try {
      act()
    } catch (error) {
      failed.push(error)
    }
  }
  return failed
}
/** Three parts of a player. */
const [a, b, c] = [{}, {}, {}]
/** Acts for so long, ms. */
const taking = (ms: number, did: string[], what: string) => () => {
  now += ms
  did.push(what)
}

test('nothing comes before its frame; parts that take no time come together, one that takes long ends its frame', () => {
  const did: string[] = []
  turns.inTurn(a, taking(0.2, did, 'a'))
  turns.inTurn(b, taking(5, did, 'b'))
  turns.inTurn(c, taking(0.2, did, 'c'))
  expect(did).toEqual([])
  wait()
  expect(did).toEqual([])
  frame()
  expect(did).toEqual(['a', 'b'])
  frame()
  expect(did).toEqual(['a', 'b', 'c'])
  expect(frames).toEqual([])
})

test('a part that fails does not keep the others from coming', () => {
  const did: string[] = []
  turns.inTurn(a, () => {
    throw new Error('a broke')
  })
  turns.inTurn(b, taking(0, did, 'b'))
  wait()
  expect(frame()).toEqual([new Error('a broke')])
  frame()
  expect(did).toEqual(['b'])
  turns.inTurn(a, taking(0, did, 'a again'))
  wait()
  frame()
  expect(did).toEqual(['b', 'a again'])
})

test('what was asked for earlier and is not done yet is done no more, nor what is done at once instead', () => {
  const did: string[] = []
  const [one, other] = [{}, {}]
  turns.inTurn(one, taking(0, did, 'step 1'))
  turns.inTurn(one, taking(0, did, 'step 2'))
  turns.inTurn(other, taking(0, did, 'echo'))
  turns.atOnce(other, taking(0, did, 'echo at once'))
  wait()
  frame()
  expect(did).toEqual(['echo at once', 'step 2'])
})

test('what is taken back is done no more, and keeps nobody from their turn', () => {
  const did: string[] = []
  turns.inTurn(a, taking(0, did, 'a'))
  turns.inTurn(b, taking(0, did, 'b'))
  turns.withdraw(a)
  turns.withdraw(c)
  wait()
  frame()
  expect(did).toEqual(['b'])
})

test('parts make way for one step after the other, but not for ever', () => {
  const did: string[] = []
  for (let step = 1; step <= 5; step++) {
    turns.inTurn(a, taking(0, did, `step ${step}`))
    now += 70
  }
  expect(timers.size).toBe(1)
  // By now its patience has ended: a sixth step does not put it off.
  const [waiting] = timers.keys()
  turns.inTurn(a, taking(0, did, 'step 6'))
  expect([...timers.keys()]).toEqual([waiting])
  wait()
  frame()
  expect(did).toEqual(['step 6'])
})
