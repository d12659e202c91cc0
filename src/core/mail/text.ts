/** Text as mail has it: a letter for each byte, until it is shown. */

/** Reads a Latin-1 string as UTF-8 where it is UTF-8; else gives it back as it is. */
export function readable(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text
  try {
    return decodeURIComponent(text.replace(/[%\x80-\xff]/g, (c) => '%' + c.charCodeAt(0).toString(16)))
  } catch {
    return text
  }
}

/** The letters of base64 by their value: RFC 4648 §4. */
export const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Decodes base64 to a Latin-1 string; null where it is not base64. See RFC 4648 §4. */
export function fromBase64(text: string): string | null {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  let out = ''
  let bits = 0
  let held = 0
  for (const c of text.replace(/=/g, '')) {
    held = ((held << 6) | base64Alphabet.indexOf(c)) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out += String.fromCharCode((held >> bits) & 255)
    }
  }
  return out
}

/** Cuts a title to a width that fits an arrow. */
export function clip(text: string, width = 56): string {
  return text.length > width ? text.slice(0, width - 1).trimEnd() + '…' : text
}

/**
 * How long a text is without what it ends in of some letters. A pattern for a run at the end would be tried at each
 * letter of each run before it, which takes the square of a long one.
 */
export function lengthWithout(letters: string, text: string): number {
  let length = text.length
  while (length && letters.includes(text.charAt(length - 1))) length--
  return length
}

/** Lines without their ends, joined by LF. */
export function withoutLineEnds(text: string): string {
  return readable(text.slice(0, lengthWithout('\r\n', text)).replace(/\r\n/g, '\n'))
}

/** The first host name in a greeting, if there is one: three labels at least, each as long as RFC 1035 §2.3.4 allows. */
export function hostIn(text: string): string | undefined {
  return /\b[\w-]{1,63}(?:\.[\w-]{1,63}){2,}/.exec(text)?.[0]
}

/** Whether the first line of what should be lines holds bytes that no line does: controls other than white space. */
export const isBinary = (text: string): boolean => /^[^\n]*[\x00-\x08\x0e-\x1f]/.test(text)
