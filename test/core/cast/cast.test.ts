// cspell:ignore pasw
import { expect, test } from 'vitest'
import { readCast } from '../../../src/core/cast/cast.ts'
import { transcript } from '../../../src/core/cast/transcript.ts'

const header = '{"version":2,"width":100,"height":30,"title":"A title"}'
const cast = (...events: unknown[]) => [header, ...events.map((event) => JSON.stringify(event))].join('\n')
const lines = (...output: string[]) =>
  transcript(readCast(cast(...output.map((text, i) => [i, 'o', text]))).value).map(({ text }) => text)

test('version 2: size, title, events and markers', () => {
  const { value, problems } = readCast(cast([0.5, 'o', 'a'], [1.25, 'm', 'Log in'], [2, 'o', 'b']))
  expect(problems).toEqual([])
  expect(value).toMatchObject({ version: 2, columns: 100, rows: 30, title: 'A title', durationMs: 2000 })
  expect(value.markers).toEqual([{ ms: 1250, label: 'Log in' }])
  expect(value.events.map(({ ms }) => ms)).toEqual([500, 1250, 2000])
})

test('version 3: times count from the event before, comments are passed over', () => {
  const text = ['{"version":3,"term":{"cols":90,"rows":20}}', '# a comment', '[0.5,"o","a"]', '[0.25,"m","x"]'].join(
    '\n',
  )
  const { value, problems } = readCast(text)
  expect(problems).toEqual([])
  expect(value).toMatchObject({ version: 3, columns: 90, rows: 20, durationMs: 750 })
})

test('what is no recording is a problem with its place, and never an exception', () => {
  expect(readCast('').problems).toHaveLength(1)
  expect(readCast('hello').problems[0]?.message).toContain('header')
  expect(readCast(`${header}\n[1,"o"]\n[2,"o","b"]`)).toMatchObject({
    value: { durationMs: 2000 },
    problems: [{ offset: header.length + 1 }],
  })
})

test('carriage return and backspace write over what stands there', () => {
  expect(lines('abc\rX\n', 'pasw\bsword\n', 'a\tb\n')).toEqual(['Xbc', 'password', 'a       b'])
})

test('escape sequences leave no trace, even when cut in two', () => {
  expect(lines('\x1b[?2004h\x1b[1;32m$ \x1b[0mls\x1b[K\r\n', '\x1b]0;title\x07x\x1b[3', '1my\n')).toEqual([
    '$ ls',
    'xy',
  ])
})

test('an escape that begins no sequence is left out, and nothing else', () => {
  expect(lines('a\x1b\x1b[0mb\n', 'c\x1b\nd\x1b', '\x1b[1me\n')).toEqual(['ab', 'c', 'de'])
  expect(lines('f\x1b]0;title\x1b[0mg\n')).toEqual(['f]0;titleg'])
})

test('a string that comes in many pieces is left out, its end too where that is cut in two', () => {
  expect(lines('a\x1b]52;', 'x'.repeat(9000), 'x'.repeat(9000) + '\x1b', '\\b\n')).toEqual(['ab'])
})

test('a cursor that is sent far to the right stops where no terminal goes on', () => {
  expect(lines('a\x1b[999999999Cb\n', 'a\x1b[3Cb\n')).toEqual([`a${' '.repeat(999)}b`, 'a   b'])
})

test('a line bears the time of its first character', () => {
  const shown = transcript(readCast(cast([1, 'o', 'EH'], [2, 'o', 'LO\r\n'], [3, 'o', '250 ok'])).value)
  expect(shown).toEqual([
    { ms: 1000, text: 'EHLO' },
    { ms: 3000, text: '250 ok' },
  ])
})
