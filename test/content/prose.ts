/** The prose of a lesson, as a reader meets it: without code, tables, widgets and marks. */

/** A sentence and the paragraph it stands in are what the checks of reading look at. */
export function sentencesOf(mdx: string): string[] {
  return paragraphsOf(mdx).flatMap((paragraph) =>
    paragraph
      .split(/(?<=[.?!]["”)]?)\s+(?=["“(]?[A-Z0-9])/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => /[a-z]{2}/.test(sentence)),
  )
}

/** Lines that begin with a number as a list's do, and are no list's: the first of a list is 1, each other counts on. */
export function strayNumbersOf(mdx: string): string[] {
  const lines = mdx
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/```[\s\S]*?```/g, 'code')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const numberOf = (line: string | undefined) => Number(/^(\d{1,9})[.)] /.exec(line ?? '')?.[1] ?? 0)
  return lines.filter((line, index) => {
    const number = numberOf(line)
    return number > 1 && number !== numberOf(lines[index - 1]) + 1
  })
}

function paragraphsOf(mdx: string): string[] {
  const text = mdx
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/```[\s\S]*?```/g, '')
    // A name in code is one word of one syllable to a reader who passes over it.
    .replace(/`[^`]*`/g, 'Code')
    // What a prediction asks is prose; its options are answers, and stand as paragraphs of their own.
    .replace(/<Predict[\s\S]*?question="([^"]*)"[\s\S]*?>\n/g, '$1\n\n')
    .replace(/^<[A-Z][^>]*>$/gm, '')
    .replace(/<[^>]+>/g, '')
    .replace(/^\|.*$/gm, '')
    .replace(/^#+ .*$/gm, '')
    .replace(/^> .*$/gm, '')
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/)
    .map(plain)
    .filter(Boolean)
}

function plain(paragraph: string): string {
  return paragraph
    .replace(/^\s*(?:[-*]|\d+\.) /, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
