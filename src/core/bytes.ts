/**
 * Bytes as numbers and text, without `TextDecoder`: the core is compiled without the DOM's types and must give the same
 * answer everywhere. What lies beyond the end reads as zero.
 */

/** Two bytes, big-endian. */
export const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** Each byte as the character of the same number, so that offsets stay byte offsets. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = ''
  for (let i = start; i < end; i += 8192) {
    // `apply` takes the array as it is; spreading it would go through it one by one first.
    out += String.fromCharCode.apply(null, bytes.subarray(i, Math.min(end, i + 8192)) as unknown as number[])
  }
  return out
}

/** Text in ASCII as bytes. */
export const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Two hexadecimal digits for each byte, in lower case. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16)
  return text
}

export function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, i) => byte === b[i])
}

export const concat = (...parts: readonly Uint8Array[]) => join(parts)

/** For parts that may be more than a call takes arguments. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * The first index that passes, by halving: all behind one that passes must pass too.
 *
 * @returns `length` where none does
 */
export function firstIndex(length: number, passes: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (passes(middle)) high = middle
    else low = middle + 1
  }
  return low
}
