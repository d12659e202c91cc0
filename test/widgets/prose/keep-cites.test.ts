import { expect, test } from 'vitest'
import { joined } from '../../../src/widgets/prose/keep-cites.ts'

test('the sign of a source stays with the word before it, also across a line', () => {
  expect(joined('One. <Cite fact="F1.1" /> Two.\n<Cite fact="F1.2" /> Three.')).toBe(
    'One.\u00A0<Cite fact="F1.1" /> Two.\u00A0<Cite fact="F1.2" /> Three.',
  )
})

test('a row of nothing but signs says that they are sources, on one line or on two', () => {
  expect(joined('| a |\n\n<Cite fact="F1.1" /> <Cite fact="F1.2" />\n<Cite fact="F1.3" />\n\nNext.')).toBe(
    '| a |\n\n<p class="sources"><Cite fact="F1.1" /> <Cite fact="F1.2" /> <Cite fact="F1.3" /></p>\n\nNext.',
  )
})

test('a sign alone in a cell of a table stays as it is', () => {
  expect(joined('| <Cite fact="F1.1" full /> |')).toBe('| <Cite fact="F1.1" full /> |')
})
