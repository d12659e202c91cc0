// A picture of a ladder is XML whatever a server or a client sent.
import { expect, test } from 'vitest'
import { drawLadder } from '../../../src/widgets/ladder/LadderDrawing.ts'
import { submission } from '../../fixtures/submission.ts'

test.each([
  ['NOOP \x01\x1b[31m', 'NOOP \ufffd\ufffd[31m'],
  ['half a \ud83d character', 'half a \ufffd character'],
  ['\uffff', '\ufffd'],
  ['<b> & "c"', '<b> & "c"'],
  ['\u2028 and \u{1f4e7}', '\u2028 and \u{1f4e7}'],
])('a session called %j is drawn as a document that can be read', (name, shown) => {
  const { steps } = submission
  const timeline = { ...submission, title: name, steps: steps.map((step) => ({ ...step, name })) }
  const svg = drawLadder(timeline, { first: 0, last: steps.length - 1, index: 0, wiretap: false })
  const read = new DOMParser().parseFromString(svg, 'image/svg+xml')
  expect(read.querySelector('parsererror')?.textContent).toBeUndefined()
  expect(read.querySelector('title')?.textContent).toBe(shown)
  // As an address it is handed to the browser that makes a PNG of it.
  expect(() => encodeURIComponent(svg)).not.toThrow()
})
