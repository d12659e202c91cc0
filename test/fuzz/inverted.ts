/** Bytes of files inverted, one in turn, without decryption. */
import { counter, type File } from './inputs.ts'
import { readFields } from './whole.ts'

/**
 * @param every how many bytes from one to the next; a prime does not fall on the same part of each packet
 * @throws {Error} that names the file and the byte, where one is not read
 */
export async function readInverted(what: string, files: readonly File[], every: number): Promise<void> {
  const { one, done } = counter(
    what,
    files.reduce((sum, { bytes }) => sum + Math.floor(bytes.length / every), 0),
  )
  for (const { name, bytes } of files) {
    const copy = bytes.slice()
    for (let at = bytes.length % every; at < copy.length; at += every) {
      copy[at] = (bytes[at] ?? 0) ^ 255
      try {
        await readFields(copy, null)
      } catch (error) {
        throw new Error(`${name} with byte ${at} inverted is not read.`, { cause: error })
      }
      copy[at] = bytes[at] ?? 0
      one()
    }
  }
  done()
}
