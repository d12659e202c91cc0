import { expect, test } from 'vitest'
import { sourceLink, sourcesOf } from '../../src/sessions/source-link.ts'

test('a section, an appendix and a whole RFC are named and linked as the RFC Editor has them', () => {
  const link = (section: string) => {
    const { label, spoken, href } = sourceLink({ rfc: 8446, section, quote: 'word for word' })
    return [label, spoken, href]
  }
  const page = 'https://www.rfc-editor.org/rfc/rfc8446'
  expect(link('4.1.2')).toEqual(['RFC 8446 §4.1.2', 'RFC 8446, section 4.1.2', `${page}#section-4.1.2`])
  expect(link('E.3')).toEqual(['RFC 8446 App. E.3', 'RFC 8446, appendix E.3', `${page}#appendix-E.3`])
  expect(link('header')).toEqual(['RFC 8446', 'RFC 8446', page])
})

test('questions name the sources of a fact as citations do', () => {
  expect(sourcesOf('F4.43')[0]).toEqual({
    fact: 'F4.43',
    label: 'RFC 8446 App. E.3',
    href: 'https://www.rfc-editor.org/rfc/rfc8446#appendix-E.3',
  })
})
