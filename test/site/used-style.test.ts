import { expect, test } from 'vitest'
import { namesIn, usedStyle } from '../../src/site/used-style.ts'

const page = '<html><body><p id="lead" class="note wide">Words, table</p></body></html>'
const used = (sheet: string, scripts = ''): string => usedStyle(sheet)(namesIn(page, scripts))

test('a rule stays where the page has all that it names', () => {
  expect(used('p.note{color:red}#lead>.wide{color:blue}')).toBe('p.note{color:red}#lead>.wide{color:blue}')
})

test('a rule goes that names an element, a class or an id which the page has nowhere', () => {
  expect(used('table{color:red}p.other{color:red}#end .note{color:red}')).toBe('')
})

test('of a list of selectors those stay that the page can match', () => {
  expect(used('table,p:hover , .other{color:red}')).toBe('p:hover{color:red}')
})

test('attributes, states and what stands inside :is(), :not() and :has() never take a rule away', () => {
  const sheet = '[data-theme=dark] p,:root,p:not(.other),p:has(> table),:is(table,td){color:red}'
  expect(used(sheet)).toBe(sheet)
})

test('a name that a script holds may be on the page at any time', () => {
  expect(used('.late{color:red}dialog{color:red}', `make('dialog').className = 'late'`)).toBe(
    '.late{color:red}dialog{color:red}',
  )
})

test('an at-rule goes with the last rule in it; the steps of an animation and fonts stay', () => {
  expect(used('@media print{table{color:red}}@media print{p{color:red}table{color:red}}')).toBe(
    '@media print{p{color:red}}',
  )
  const kept = '@keyframes go{from{top:0}to{top:1px}}@font-face{font-family:x;src:url(x)}@page{margin:1cm}'
  expect(used(kept)).toBe(kept)
})
