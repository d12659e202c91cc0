/** Reads the text of an RFC as its sections, so that a quotation can be looked for in the section it names. */

export interface RfcSection {
  /** As printed: `3.3`, `A`, `E.5`; `header` is what stands before the first numbered section. */
  readonly number: string
  readonly title: string
  /** The section's own text, without its subsections; whitespace made single spaces. */
  readonly text: string
}

/**
 * Splits an RFC's plain text at its headings, page breaks removed.
 * A heading stands at the left margin; the table of contents is indented or has dot leaders, and so is none.
 */
export function readRfcSections(source: string): RfcSection[] {
  const sections: { number: string; title: string; lines: string[] }[] = [{ number: 'header', title: '', lines: [] }]
  for (const line of withoutPageBreaks(source)) {
    const heading = headingOf(line)
    if (heading) sections.push({ ...heading, lines: [line] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections.map(({ number, title, lines }) => ({ number, title, text: oneLine(joinHyphens(lines.join('\n'))) }))
}

/** Makes every run of whitespace one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

// "plain-\n   text" is one word broken at its hyphen.
function joinHyphens(text: string): string {
  return text.replace(/([A-Za-z0-9])-\n+\s*(?=[A-Za-z0-9])/g, '$1-')
}

function withoutPageBreaks(source: string): string[] {
  return source
    .replaceAll('\f', '')
    .split(/\r?\n/)
    .filter((line) => !/\[Page \d+\]\s*$/.test(line) && !/^RFC \d+ {2,}.* {2,}.*(19|20)\d\d\s*$/.test(line))
}

function headingOf(line: string): { number: string; title: string } | null {
  if (/\.{4}|(\. ){3}/.test(line)) return null
  const match =
    /^(?<number>\d+(?:\.\d+)*)\.?\s+(?<title>[A-Za-z"'(0-9].*)$/.exec(line) ??
    /^(?:Appendix |APPENDIX )(?<number>[A-Z])(?:[.:]| -)?\s*(?<title>.*)$/.exec(line) ??
    /^(?<number>[A-Z](?:\.\d+)+)\.?\s+(?<title>\S.*)$/.exec(line)
  const { number, title } = match?.groups ?? {}
  return number !== undefined && title !== undefined ? { number, title: title.trim() } : null
}
