/**
 * Finds what a key means. A key ends in what was said where that is open-ended
 * (`smtp.keyword.xclient`), so where a key has no entry its last part is left
 * off, but never its first two: a protocol's name alone explains nothing.
 */
export function lookUp<T>(explanations: Readonly<Record<string, T>>, key: string): T | undefined {
  const parts = key.split('.')
  for (let count = parts.length; count >= Math.min(2, parts.length); count--) {
    const known = explanations[parts.slice(0, count).join('.')]
    if (known !== undefined) return known
  }
  return undefined
}
