import { expect, test } from 'vitest'
import { readable } from '../../../src/site/search-index.ts'
import {
  answersTo,
  beginning,
  bestEntries,
  phrasesOf,
  quoted,
  searchable,
  worthReading,
} from '../../../src/widgets/search/SearchWords.ts'

test('a page answers only where it has every word, whatever its ending', () => {
  expect(answersTo('self signed certificates')('error:num=18:self-signed certificate')).toBe(true)
  expect(answersTo('zzzz')('biwsbj1hZGFAZXhhbXBsZS50ZXN0LHI9zz')).toBe(false)
  expect(answersTo('starttls zzqq')('STARTTLS')).toBe(false)
})

test('of the entries of a page the one that is about the words comes first', () => {
  const entry = (title: string, excerpt: string) => ({ title, excerpt })
  const entries = [
    entry('base64', 'letters, digits and two signs'),
    entry('certificate', 'A signed statement that a public key belongs to a name.'),
    entry('error:num=18:self-signed certificate', 'self-signed certificate'),
  ]
  expect(bestEntries(entries, 'self signed certificate').map(({ title }) => title)).toEqual([
    'error:num=18:self-signed certificate',
    'certificate',
    'base64',
  ])
})

test.each([
  [
    'Nov 26 10:00:00 mail postfix/smtpd[1234]: lost connection after STARTTLS from unknown[203.0.113.5]',
    'lost connection after STARTTLS from',
  ],
  [
    'postfix/smtpd[99]: warning: TLS library problem: error:0A00010B:SSL routines::wrong version number:../ssl/record/ssl3_record.c:354:',
    'wrong version number',
  ],
])('the part of a log line that any server’s log may have: %s', (line, part) => {
  expect(phrasesOf(line)).toContain(part)
})

test('what only a style holds apart is apart in the index, and each page has its kind', () => {
  const html = '<main id="main"><dl><dt>server</dt><dd>dovecot -c x</dd></dl><p>a<b>b</b>c</p></main>'
  expect(readable(html, 'sessions/x/index.html')).toBe(
    '<main data-pagefind-filter="kind:recording" id="main"><dl><dt>server:</dt> <dd>dovecot -c x</dd></dl> <p>a<b>b</b>c</p></main>',
  )
  expect(readable(html, 'errors/index.html')).toContain('kind:text')
})

test('of a long paste no more is searched than is soon answered, and no more said back than fits', () => {
  const log = 'Nov 26 10:00:00 mx postfix/smtpd[1234]: lost connection after STARTTLS from unknown[203.0.113.5]\n'
  for (const paste of [log.repeat(1000), 'word '.repeat(20_000), 'x'.repeat(100_000), '\u{1f4e7}'.repeat(50_000)]) {
    const words = worthReading(paste)
    expect(words.length).toBeLessThanOrEqual(2000)
    expect(() => encodeURIComponent(words)).not.toThrow()
    expect(beginning(words, searchable).length).toBeLessThanOrEqual(searchable)
    expect(Math.max(0, ...phrasesOf(words).map((phrase) => phrase.length))).toBeLessThanOrEqual(searchable)
    expect(quoted(words).length).toBeLessThanOrEqual(61)
  }
  expect(phrasesOf(worthReading(log.repeat(1000)))[0]).toBe('lost connection after STARTTLS from')
  expect(beginning('implicit and explicit', 15)).toBe('implicit and')
  expect(quoted('STARTTLS')).toBe('STARTTLS')
})
