/** Draws a social card: a title over two lines that stand for cleartext and ciphertext on the wire. */
import sharp, { type OverlayOptions } from 'sharp'
import { escapeMarkup } from '../core/markup.ts'
import { cardFont } from './card-fonts.ts'

const width = 1200
const height = 630

const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="#fbf9f3"/>
<g fill="none" stroke-width="6" stroke-linecap="round">
<path stroke="#1b2029" d="M80 500v70M1120 500v70"/>
<path stroke="#8a4300" d="M96 520h1002M1080 508l20 12-20 12"/>
<path stroke="#00635c" d="M1104 552H102" stroke-dasharray="18 12"/><path stroke="#00635c" d="M120 540l-20 12 20 12"/>
</g></svg>`

interface Words {
  readonly text: string
  readonly weight: 'Regular' | 'Bold'
  readonly colour: string
  /** Size in points at 72 dpi, which are pixels. */
  readonly size: number
  readonly heightMax: number
}

async function words({ text, weight, colour, size, heightMax }: Words): Promise<{ input: Buffer; height: number }> {
  const fontfile = cardFont(weight)
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${colour}" line_height="1.05">${escapeMarkup(text)}</span>`,
      font: `Open Sans ${weight} ${size}`,
      ...(fontfile ? { fontfile } : {}),
      width: width - 160,
      dpi: 72,
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
  if (info.height <= heightMax || size < 28) return { input: data, height: info.height }
  return words({ text, weight, colour, heightMax, size: Math.round(size * 0.85) })
}

/** @returns a PNG, 1200 by 630 pixels */
export async function drawCard(title: string, kind: string): Promise<Buffer> {
  const above = await words({ text: kind, weight: 'Regular', colour: '#535a66', size: 30, heightMax: 50 })
  const head = await words({ text: title, weight: 'Bold', colour: '#1b2029', size: 76, heightMax: 310 })
  const layers: OverlayOptions[] = [
    { input: above.input, left: 80, top: 72 },
    { input: head.input, left: 80, top: 132 },
  ]
  return sharp(Buffer.from(ground))
    .composite(layers)
    .png({ palette: true, colours: 32, effort: 1, dither: 0 })
    .toBuffer()
}
