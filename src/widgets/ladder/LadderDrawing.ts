/** A ladder as a picture of its own, to be kept, printed or shown: SVG, or PNG made from it. */
import type { PartyId, Timeline } from '../../core/timeline/timeline.ts'
import { count, PARTY_NAMES, PHASE_NAMES, phasesOf, timeInWords, type Row } from './LadderRows.ts'
import { TAMPERING_SIGNS } from './LadderWords.ts'
import type { Playhead } from '../session/playhead.svelte.ts'

export interface Shot {
  /** Indexes of an excerpt's ends. */
  readonly first: number
  readonly last: number
  /** The step shown; what comes after it is not drawn. */
  readonly index: number
  /** Whether to write what a wiretap reads. */
  readonly wiretap: boolean
}

const WIDTH = 760
const MARGIN = 28
const LEFT = MARGIN
const RIGHT = WIDTH - MARGIN
const HEAD = 92
const BAND = 34
const LABEL = 24
const MONO_PX = 7.3

/** Inks on white paper, as in the light theme: a picture leaves the page and its theme behind. */
const INK = {
  paper: '#ffffff',
  text: '#1b2029',
  soft: '#535a66',
  rule: '#d9d3c4',
  sunk: '#f2eee4',
  clear: '#8a4300',
  clearWash: '#fdebd0',
  sealed: '#00635c',
  sealedWash: '#d8efec',
  client: '#1d4f91',
  server: '#5d3a8c',
  attacker: '#a3172f',
}

const xml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${xml(words)}</text>`
}

/** Draws a ladder up to one step. @returns an SVG document */
export function drawLadder(timeline: Timeline, shot: Shot): string {
  const middle = timeline.parties.some((party) => party.id === 'attacker')
  const lane: Record<PartyId, number> = { client: LEFT, attacker: (LEFT + RIGHT) / 2, server: RIGHT }
  const parts: string[] = []
  const until = Math.max(shot.first, Math.min(shot.last, shot.index))
  let y = HEAD
  for (const { phase, rows } of phasesOf(timeline, shot.first, until)) {
    parts.push(
      `<rect x="${LEFT}" y="${y}" width="${RIGHT - LEFT}" height="${BAND - 8}" fill="${INK.sunk}"/>`,
      text(LEFT + 12, y + 18, PHASE_NAMES[phase], `font-weight="650" fill="${INK.text}"`),
      text(RIGHT - 12, y + 18, count(rows.length, 'message'), `text-anchor="end" font-size="12" fill="${INK.soft}"`),
    )
    y += BAND
    for (const row of rows) y = drawRow(parts, row, y, lane, shot)
  }
  const height = y + MARGIN
  const lifelines = (middle ? (['client', 'attacker', 'server'] as const) : (['client', 'server'] as const)).map(
    (id) =>
      `<line x1="${lane[id]}" x2="${lane[id]}" y1="${HEAD - 8}" y2="${y + 6}" stroke="${INK[id]}" stroke-width="2"/>`,
  )
  const heads = timeline.parties.map((party) => {
    const anchor = party.id === 'client' ? 'start' : party.id === 'server' ? 'end' : 'middle'
    return (
      text(
        lane[party.id],
        HEAD - 32,
        PARTY_NAMES[party.id],
        `text-anchor="${anchor}" font-weight="650" fill="${INK[party.id]}"`,
      ) + text(lane[party.id], HEAD - 16, party.name, `text-anchor="${anchor}" font-size="12" fill="${INK.soft}"`)
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica Neue, Arial, sans-serif" font-size="14">
<title>${xml(timeline.title)}</title>
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="8" stroke="${INK.sealed}" stroke-opacity="0.25"/></pattern></defs>
<rect width="100%" height="100%" fill="${INK.paper}"/>
${text(LEFT, 30, timeline.title + (shot.wiretap ? ', as a wiretap reads it' : ''), `font-size="17" font-weight="650" fill="${INK.text}"`)}
${[...parts, ...lifelines, ...heads].join('\n')}
</svg>
`
}

function drawRow(parts: string[], row: Row, top: number, lane: Record<PartyId, number>, shot: Shot): number {
  const { step } = row
  let y = top
  if (row.waited) {
    parts.push(
      text(
        WIDTH / 2,
        y + 12,
        `${timeInWords(row.gapMs)} pass`,
        `text-anchor="middle" font-size="12" fill="${INK.soft}"`,
      ),
    )
    y += 24
  } else y += Math.round(row.gapMs * 0.7)
  const sealed = step.wire === 'ciphertext'
  const ink = sealed ? INK.sealed : INK.clear
  const said = shot.wiretap && sealed ? step.eavesdropper : step.name
  const words = step.tampering ? `${TAMPERING_SIGNS[step.tampering.what]} ${step.tampering.what}: ${said}` : said
  const shown = words.length > 70 ? `${words.slice(0, 68)} …` : words
  const x1 = lane[step.from]
  const x2 = lane[step.to]
  const rightwards = x2 > x1
  const width = shown.length * MONO_PX + 16
  const left = rightwards ? x1 + 10 : x1 - 10 - width
  const end = y + LABEL + row.dropPx
  if (sealed)
    parts.push(
      `<rect x="${Math.min(x1, x2)}" y="${y}" width="${Math.abs(x2 - x1)}" height="${end - y + 8}" fill="url(#hatch)"/>`,
    )
  parts.push(
    `<rect x="${left}" y="${y + 2}" width="${width}" height="20" rx="3" fill="${sealed ? INK.sealedWash : INK.clearWash}"${row.index === shot.index ? ` stroke="${ink}"` : ''}/>`,
    text(left + 8, y + 16, shown, `font-family="Menlo, Consolas, monospace" font-size="12" fill="${ink}"`),
    text(
      rightwards ? x2 - 8 : x2 + 8,
      y + 14,
      `${(step.sentMs / 1000).toFixed(3)} s`,
      `font-size="11" fill="${INK.soft}" text-anchor="${rightwards ? 'end' : 'start'}"`,
    ),
    `<line x1="${x1}" y1="${y + LABEL}" x2="${x2}" y2="${end}" stroke="${ink}" stroke-width="${sealed ? 3 : 1.6}"${sealed ? ' stroke-dasharray="9 2.5"' : ''}/>`,
    `<path transform="translate(${x2} ${end}) scale(${rightwards ? 1 : -1} 1)" d="M-1 0-10-6.5-8 0-11 4z" fill="${ink}"/>`,
  )
  return end + 10
}

/**
 * Hands the picture to the browser as a download.
 *
 * @param format  `PNG`, or anything else for SVG
 * @returns what came of it, in a sentence; empty where there is nothing to draw yet
 */
export async function saveDrawing(
  { timeline, first, last, started, wiretap, index: at }: Playhead,
  format: string,
): Promise<string> {
  if (!timeline) return ''
  const index = started ? at : last
  const svg = drawLadder(timeline, { first, last, index, wiretap })
  const step = timeline.steps[index]?.id ?? 'start'
  const name = `${timeline.id}-${step}.${format.toLowerCase()}`
  download(format === 'PNG' ? await asPng(svg) : new Blob([svg], { type: 'image/svg+xml' }), name)
  return `Saved as ${format}.`
}

/** PNG at twice the size, so that it is crisp on paper and on dense screens. */
async function asPng(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * 2
  canvas.height = image.naturalHeight * 2
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png')
  })
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
