import { expect, test } from 'vitest'
import { keepsLines, whole, wrapping } from '../../../src/widgets/prose/code.ts'

test('no line can end inside an option or a name with a hyphen', () => {
  expect(whole('gnutls-cli --starttls -p 587')).toBe(
    '<span class="whole">gnutls-cli</span> <span class="whole">--starttls</span> <span class="whole">-p</span> 587',
  )
})

test('what is wider than a phone can still be broken', () => {
  const long = `--${'x'.repeat(40)}`
  expect(whole(long)).toBe(long)
})

test('signs of markup stay text', () => {
  expect(wrapping('openssl -brief </dev/null & x')).toBe(
    'openssl <span class="whole">-brief</span> &lt;/dev/null &amp; x',
  )
})

test('a command over several lines is one command; a program keeps its lines', () => {
  expect(keepsLines('openssl s_client \\\n  -quiet')).toBe(false)
  expect(keepsLines('import ssl\nprint(1)')).toBe(true)
})
