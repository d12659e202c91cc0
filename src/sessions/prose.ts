/** What authors write in YAML as it is shown: with the quotes and apostrophes that prose has on the page, as in MDX. */
import { z } from 'astro/zod'

/** What stands in backticks is code and stays; so does all that stands in quotes, for a program may have printed it. */
const CODE_QUOTED_OR_APOSTROPHE = /`[^`]*`|"([^"]*)"|(?<=\p{L})'(?=\p{L})|(?<=s)'(?!\w)/gu

export function typeset(text: string): string {
  return text.replace(CODE_QUOTED_OR_APOSTROPHE, (found, quoted?: string) =>
    found === "'" ? '’' : quoted === undefined ? found : `“${quoted}”`,
  )
}

export const prose = z.string().transform(typeset)

export const sentence = z
  .string()
  .regex(/[.?!)"`]$/, 'write a whole sentence, with its full stop')
  .transform(typeset)
