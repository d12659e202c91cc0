// Code in the text of a live question: where its lines may end.
import { expect, test } from 'vitest'
import { rich } from '../../../src/widgets/practice/question-rich.ts'
import '../../../src/styles/tokens.css'
import '../../../src/styles/base.css'

/** The boxes of the code in a text, set in columns from so narrow that a word fills it to wide enough for all, px. */
function boxesIn(text: string, from: number): number[] {
  const place = document.createElement('p')
  document.body.append(place)
  rich(text)(place)
  const boxes = new Set<number>()
  for (let width = from; width < 500; width += 10) {
    place.style.width = `${width}px`
    boxes.add(place.querySelector('code')!.getClientRects().length)
    expect(place.scrollWidth, `${width} px`).toBeLessThanOrEqual(width)
  }
  place.remove()
  return [...boxes].sort()
}

test('a short name holds together at its hyphen', () => {
  expect(boxesIn('The service of port 465 is `smtp-submission`, by its name.', 200)).toEqual([1])
})

test('what may be wider than a phone can be broken', () => {
  expect(boxesIn(`Which is it: \`--${'certificate-'.repeat(6)}\`?`, 200).at(-1)).toBeGreaterThan(2)
})
