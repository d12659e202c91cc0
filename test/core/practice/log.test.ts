import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvent, type PracticeEvent } from '../../../src/core/practice/event.ts'
import { current, lastAnswers } from '../../../src/core/practice/log.ts'
import { merge, textOf } from '../../../src/core/practice/log-merge.ts'
import { addition, expired, known, undoable, undoMs } from '../../../src/core/practice/log-reset.ts'

const answer = (id: string, at: number, more: object = {}): PracticeEvent => ({
  type: 'answer',
  id,
  at,
  question: 'q',
  rev: '1',
  concept: 'c',
  right: true,
  answer: [0],
  place: 'lesson',
  ...more,
})
const reset = (id: string, at: number, upTo: Record<string, number>): PracticeEvent => ({ type: 'reset', id, at, upTo })
const undo = (id: string, at: number, taken: string): PracticeEvent => ({ type: 'undo', id, at, reset: taken })

const anyId = fc
  .tuple(fc.constantFrom('aaaa', 'bbbb', 'cccc'), fc.integer({ min: 1, max: 6 }))
  .map(([w, n]) => `${w}.${n}`)
const anyEvent: fc.Arbitrary<PracticeEvent> = fc.oneof(
  fc.tuple(anyId, fc.integer({ min: 0, max: 9 }), fc.boolean()).map(([id, at, right]) => answer(id, at, { right })),
  fc
    .tuple(
      anyId,
      fc.integer({ min: 0, max: 9 }),
      fc.dictionary(fc.constantFrom('aaaa', 'bbbb'), fc.integer({ min: 1, max: 6 })),
    )
    .map(([id, at, upTo]) => reset(id, at, upTo)),
  fc.tuple(anyId, fc.integer({ min: 0, max: 9 }), anyId).map(([id, at, taken]) => undo(id, at, taken)),
)
const history = fc.array(anyEvent, { maxLength: 20 })

test('merging is the same in either order, twice over, and in any grouping', () => {
  fc.assert(
    fc.property(history, history, history, (a, b, c) => {
      expect(merge(a, b)).toEqual(merge(b, a))
      expect(merge(a, a)).toEqual(merge(a))
      expect(merge(merge(a, b), b)).toEqual(merge(a, b))
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)))
    }),
  )
})

test('merging loses no event', () => {
  fc.assert(
    fc.property(history, history, (a, b) => {
      const ids = new Set([...a, ...b].map(({ id }) => id))
      expect(new Set(merge(a, b).map(({ id }) => id))).toEqual(ids)
    }),
  )
})

test('a reset hides what was known then, also on a machine whose clock runs ahead', () => {
  const before = [answer('aaaa.1', 100), answer('aaaa.2', 999_999)]
  const all = merge(before, [reset('bbbb.1', 200, known(before)), answer('aaaa.3', 150)])
  expect(current(all).map(({ id }) => id)).toEqual(['aaaa.3'])
})

test('a reset hides what a writer of any name wrote', () => {
  const before = [answer('constructor.1', 100), answer('constructor.2', 101), answer('valueof.1', 102)]
  const written = reset('bbbb.1', 200, known(before))
  expect(readEvent(JSON.parse(JSON.stringify(written)))).toEqual(written)
  expect(current(merge(before, [written, answer('constructor.3', 103)])).map(({ at }) => at)).toEqual([103])
})

test('as many resets as answers are soon read', () => {
  const answers = Array.from({ length: 6000 }, (_, n) => answer(`aaaa.${n + 1}`, n))
  const resets = answers.map(({ at }, n) => reset(`bbbb.${n + 1}`, at, { aaaa: n, [`cccc${n}`]: 1 }))
  const start = performance.now()
  expect(current([...answers, ...resets])).toHaveLength(1)
  expect(expired([...answers, ...resets], 2 * undoMs)).toHaveLength(5999)
  expect(addition(answers, [...answers, ...resets], 'nnnn').reset).toBe(5999)
  expect(performance.now() - start).toBeLessThan(2000)
})

test('a reset can be taken back for a week, and its answers return', () => {
  const before = [answer('aaaa.1', 100)]
  const all = merge(before, [reset('bbbb.1', 200, known(before))])
  expect(undoable(all, 200 + undoMs - 1)?.id).toBe('bbbb.1')
  expect(undoable(all, 200 + undoMs)).toBeUndefined()
  expect(expired(all, 200 + undoMs - 1)).toEqual([])
  expect(expired(all, 200 + undoMs)).toEqual(['aaaa.1'])
  const back = merge(all, [undo('bbbb.2', 300, 'bbbb.1')])
  expect(current(back).map(({ id }) => id)).toEqual(['aaaa.1'])
  expect(expired(back, 10 * undoMs)).toEqual([])
})

/** Adds a file to what is here, and takes it out again. */
function add(here: readonly PracticeEvent[], file: readonly PracticeEvent[], writer = 'nnnn') {
  const { added, replaced, ...counts } = addition(here, file, writer)
  const all = merge(
    here.filter((event) => !replaced.includes(event)),
    added,
  )
  const without = merge(
    all.filter((event) => !added.includes(event)),
    replaced,
  )
  return { all, without, added, ...counts }
}
const times = (events: readonly PracticeEvent[]) => current(events).map(({ at }) => at)

test('a file brings back what was reset here: within the week, and after it', () => {
  const file = [answer('aaaa.1', 100), answer('aaaa.2', 101)]
  const here = merge(file, [reset('bbbb.1', 200, known(file))])
  for (const [when, left] of [
    [300, here],
    [200 + 2 * undoMs, here.filter(({ id }) => !expired(here, 200 + 2 * undoMs).includes(id))],
  ] as const) {
    const { all, without, added, already } = add(left, file)
    expect([added.length, already]).toEqual([2, 0])
    expect(times(all)).toEqual([100, 101])
    expect(expired(all, when + 9 * undoMs)).toEqual([])
    expect(without).toEqual(left)
    // The reset is taken back as well: nothing is there twice.
    expect(times(merge(all, [undo('bbbb.2', 400, 'bbbb.1')]))).toEqual([100, 101])
    expect(add(all, file, 'mmmm')).toMatchObject({ all, added: [], already: 2 })
    // It may be reset again, and brought back again.
    const again = merge(all, [reset('cccc.1', 500, known(all))])
    expect(times(again)).toEqual([])
    expect(times(add(again, file, 'mmmm').all)).toEqual([100, 101])
  }
})

test('a reset in a file hides and deletes nothing here; what it had hidden in the file stays out', () => {
  const here = [answer('aaaa.1', 100), answer('aaaa.2', 101)]
  const file = [answer('aaaa.1', 100), answer('cccc.1', 90), reset('zzzz.1', 1, { aaaa: 1e9 }), answer('zzzz.2', 110)]
  const { all, added, already, reset: left } = add(here, file)
  expect(times(all)).toEqual([90, 100, 101, 110])
  expect([added.length, already, left]).toEqual([2, 0, 1])
  expect(expired(all, 9 * undoMs)).toEqual([])
})

test('whatever file is added: all that counts in it counts here, nothing here is lost, and it can be taken out', () => {
  const said = (events: readonly PracticeEvent[]) => current(merge(events)).map((event) => textOf({ ...event, id: '' }))
  fc.assert(
    fc.property(history, history, (left, file) => {
      const here = merge(left)
      const { all, without } = add(here, file)
      expect(new Set(said(all))).toEqual(new Set([...said(here), ...said(file)]))
      expect(current(all)).toEqual(expect.arrayContaining(current(here)))
      expect(without).toEqual(here)
      expect(add(all, file, 'mmmm').added).toEqual([])
    }),
  )
})

test('the last answer to a question is the latest one', () => {
  const last = lastAnswers(merge([answer('bbbb.1', 50, { right: false }), answer('aaaa.1', 40)]))
  expect(last.get('q')?.right).toBe(false)
})

test('damaged and unknown records are no events; whole ones are', () => {
  const whole = answer('aaaa.1', 5)
  expect(readEvent(whole)).toBe(whole)
  for (const damage of [
    null,
    7,
    'text',
    {},
    { ...whole, type: 'hologram' },
    { ...whole, type: 'constructor' },
    { ...whole, id: 'no number' },
    { ...whole, id: '__proto__.1' },
    { ...whole, at: NaN },
    { ...whole, at: '5' },
    { ...whole, right: 1 },
    { ...whole, answer: [0.5] },
    { ...whole, sure: 4 },
    { ...whole, question: undefined },
    { type: 'reset', id: 'aaaa.2', at: 1, upTo: [1] },
  ]) {
    expect(readEvent(damage)).toBeNull()
  }
  fc.assert(fc.property(fc.anything(), (value) => (readEvent(value), true)))
})
