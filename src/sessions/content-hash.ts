import { createHash } from 'node:crypto'

/**
 * What changes with a value: for the addresses of files that are made of it.
 *
 * @param value   as JSON has it
 * @param digits  how many, hexadecimal, of its SHA-256
 */
export function contentHash(value: unknown, digits = 8): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, digits)
}
