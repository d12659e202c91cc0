/**
 * The typeface of the social cards. A fresh machine may have no fonts at all, so they come out of a package that is
 * installed anyway for its browser; without it the system's own fonts serve.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const archive = resolve('node_modules/@sparticuz/chromium/bin/fonts.tar.br')
const cache = resolve('.cache/fonts')

/** The path of a font file, or null where only the system's fonts are at hand. */
export function cardFont(weight: 'Regular' | 'Bold'): string | null {
  const name = `OpenSans-${weight}.ttf`
  const path = resolve(cache, name)
  if (existsSync(path)) return path
  if (!existsSync(archive)) return null
  const font = fileInTar(brotliDecompressSync(readFileSync(archive)), name)
  if (!font) return null
  mkdirSync(cache, { recursive: true })
  writeFileSync(path, font)
  return path
}

// A tar is a row of 512-byte blocks: a header (name at 0, size in octal at 124), then the file, filled up to a block.
function fileInTar(tar: Buffer, wanted: string): Buffer | null {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '')
    const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    if (name.endsWith(`/${wanted}`)) return tar.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return null
}
