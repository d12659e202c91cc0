import type { Timeline } from './timeline.ts'

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

/**
 * TLS before 1.3 has messages and fields of the same names, and says them in its own way: the keys that begin with
 * `tls12` take the place of those that begin with `tls`.
 *
 * @param version  what was agreed on, as in `Stream.tls`
 */
export function inVersion<T>(
  explanations: Readonly<Record<string, T>>,
  version: string | null | undefined,
): Readonly<Record<string, T>> {
  if (!version || version >= 'TLS 1.3') return explanations
  const older = Object.entries(explanations).filter(([key]) => key.startsWith('tls12.'))
  return { ...explanations, ...Object.fromEntries(older.map(([key, said]) => [key.replace('tls12', 'tls'), said])) }
}

/** @returns the newest version of TLS that a stream of a session agreed on; '' where none did */
export const newestTls = ({ streams }: Timeline): string =>
  streams.reduce((newest, { tls }) => (tls && tls.version > newest ? tls.version : newest), '')
