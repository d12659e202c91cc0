/** What is done with the bytes of a step beside looking at them; each says in a sentence what came of it. */
import type { ByteSource } from './BytesWire.ts'

/** Puts bytes on the clipboard as hexadecimal, two digits each, a space between. */
export async function copyHex(bytes: Uint8Array): Promise<string> {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  try {
    await navigator.clipboard.writeText(hex.join(' '))
    return `Copied ${hex.length} bytes as hex.`
  } catch {
    return 'The browser did not allow copying.'
  }
}

/** Opens what is sealed. */
export async function openSealed(source: ByteSource): Promise<string> {
  try {
    await source.open()
    return 'Opened with the secrets that were recorded with this session.'
  } catch {
    return 'It could not be opened. Reload the page to try again.'
  }
}
