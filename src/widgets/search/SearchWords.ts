/**
 * What was typed, word by word: how much of it is searched, which pages really have it, which entry has most of it, which
 * part of a log line to try.
 */

/** So much is searched at once: characters. The index takes its time for every word. */
export const searchable = 200
/** So much of a pasted log is looked through for a message, and stands in the address: characters. */
const lookedThrough = 2000

/** The beginning of a text, up to a space where one is near; no character is halved. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text
  const space = text.lastIndexOf(' ', length)
  return text.slice(0, space > length / 2 ? space : length).replace(/\p{Cs}/gu, '')
}

/** What is worth reading of what was typed or pasted: in one line, and not for ever. */
export const worthReading = (text: string): string =>
  beginning(
    text
      .slice(0, 2 * lookedThrough)
      .trim()
      .replace(/\s+/g, ' '),
    lookedThrough,
  ).replace(/\p{Cs}/gu, '')

/** A text as it is quoted back: its beginning says which it was. */
export function quoted(text: string): string {
  const start = beginning(text, 60)
  return start === text ? text : `${start}…`
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** A word without what English puts at its end: the index goes by stems too. */
const stem = (word: string): string => word.slice(0, Math.max(3, word.length - 3))

/** Tells of a text whether it has all the words. Where no page has one the index answers with what only begins like it. */
export function answersTo(words: string): (text: string) => boolean {
  const stems = [...new Set(wordsOf(words).map(stem))]
  return (text) => {
    const lower = text.toLowerCase()
    return stems.every((word) => lower.includes(word))
  }
}

/** Entries of a page, those first that have most of the words, above all in their titles. */
export function bestEntries<T extends { readonly title: string; readonly excerpt: string }>(
  entries: readonly T[],
  words: string,
): T[] {
  const asked = wordsOf(words)
  const score = ({ title, excerpt }: T): number => {
    const [head, body] = [title.toLowerCase(), excerpt.toLowerCase()]
    return asked.reduce((sum, word) => sum + (head.includes(word) ? 3 : 0) + (body.includes(word) ? 1 : 0), 0)
  }
  return [...entries].sort((a, b) => score(b) - score(a))
}

/** The parts of a pasted line that may be in another's log too, the longest first: no dates, hosts or numbers. */
export function phrasesOf(line: string): string[] {
  const phrases = line
    .split(/[:;,<>"()[\]]+|\s(?=[\w.-]*\[)/)
    .map((part) =>
      part
        .split(/\s+/)
        .filter((word) => /^\p{L}+([-'_]\p{L}+)*$/u.test(word))
        .join(' '),
    )
    .filter((part) => wordsOf(part).length > 1)
    .map((part) => beginning(part, searchable))
  return [...new Set(phrases)].sort((a, b) => b.length - a.length).slice(0, 6)
}
