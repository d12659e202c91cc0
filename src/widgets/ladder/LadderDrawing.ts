/** A ladder as a picture of its own, to be kept, printed or shown: SVG, or PNG made from it. */
import type { PartyId, Step, Timeline } from '../../core/timeline/timeline.ts'
import { isLongOnItsWay } from '../../core/timeline/pace.ts'
import { PARTY_NAMES, PHASE_NAMES, phasesOf, PX_PER_MS, timeInWords, type Row } from './LadderRows.ts'
import { TAMPERING_SIGNS } from './LadderWords.ts'
import { download } from '../download.ts'
import { count } from '../player/count.ts'
import type { Playhead } from '../player/playhead.svelte.ts'

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
const HEAD = 116
const BAND = 34
/** A line of a label, and what a letter of it is wide. */
const LINE = 15
const MONO_PX = 7.3
/** What a letter of other words is wide at most in the mean, for one px of their size. */
const SANS = 0.6
/** Between a lifeline and what stands beside it. */
const ASIDE = 10
/** What a label leaves of its lane: its distance and margins, and the room of a time. */
const BESIDE_LABEL = ASIDE + 16 + 72

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

/** What no XML 1.0 document may hold, also not escaped: control characters, halves of characters and two more. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

const xml = (text: string) =>
  text
    .replaceAll(NOT_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const text = (x: number, y: number, words: string, more: string) =>
  `<text x="${x}" y="${y}" ${more}>${xml(words)}</text>`
/** Keeps the hatching from the letters. */
const RIM = `paint-order="stroke" stroke="${INK.paper}" stroke-width="4"`
const small = (ink: string, anchor: 'start' | 'middle' | 'end', size = 12) =>
  `text-anchor="${anchor}" font-size="${size}" fill="${ink}"`

const lettersIn = (words: string) => Array.from(words).length

/** Of one width in every font, and in every script. */
const mono = (words: string) =>
  `font-family="Menlo, Consolas, monospace" font-size="12" textLength="${(lettersIn(words) * MONO_PX).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`

/** As many letters as there is room for. */
function shortened(words: string, room: number): string {
  const letters = Array.from(words)
  return letters.length > room ? `${letters.slice(0, room - 1).join('')}…` : words
}

/** In two lines at most, broken between words where that leaves no short line. */
function wrapped(words: string, room: number): string[] {
  const letters = Array.from(words)
  if (letters.length <= room) return [words]
  const space = letters.lastIndexOf(' ', room)
  const cut = space > room / 2 ? space : room
  return [letters.slice(0, cut).join(''), shortened(letters.slice(cut).join('').trim(), room)]
}

const clock = ({ sentMs }: Step) => `${(sentMs / 1000).toFixed(2)} s`

type Lanes = Readonly<Partial<Record<PartyId, number>>>

/** Draws a ladder up to one step. @returns an SVG document */
export function drawLadder(timeline: Timeline, shot: Shot): string {
  const places = { client: LEFT, attacker: (LEFT + RIGHT) / 2, server: RIGHT }
  const lanes: Lanes = Object.fromEntries(timeline.parties.map(({ id }) => [id, places[id]]))
  const parts: string[] = []
  const until = Math.max(shot.first, Math.min(shot.last, shot.index))
  let y = HEAD
  for (const { phase, rows, flights, roundTrips, ms } of phasesOf(timeline, shot.first, until)) {
    const counts = [count(rows.length, 'message'), count(flights, 'flight'), count(roundTrips, 'round trip')]
    parts.push(
      `<rect x="${LEFT + 1}" y="${y}" width="${RIGHT - LEFT - 2}" height="${BAND - 8}" fill="${INK.sunk}"/>`,
      text(LEFT + 12, y + 18, PHASE_NAMES[phase], `font-weight="650" fill="${INK.text}"`),
      text(RIGHT - 12, y + 18, [...counts, timeInWords(ms)].join(', '), small(INK.soft, 'end')),
    )
    y += BAND
    for (const row of rows) y = drawRow(parts, row, y, lanes, shot)
    y += 6
  }
  const height = y + MARGIN
  const nameRoom = Math.floor((RIGHT - LEFT) / timeline.parties.length / (12 * SANS))
  const heads = timeline.parties.flatMap(({ id, name }) => {
    const anchor = id === 'client' ? 'start' : id === 'server' ? 'end' : 'middle'
    return [
      text(places[id], HEAD - 32, PARTY_NAMES[id], `text-anchor="${anchor}" font-weight="650" fill="${INK[id]}"`),
      text(places[id], HEAD - 16, shortened(name, nameRoom), small(INK.soft, anchor)),
    ]
  })
  const lifelines = Object.entries(lanes).map(
    ([id, x]) =>
      `<line class="life" x1="${x}" x2="${x}" y1="${HEAD - 8}" y2="${y + 6}" stroke="${INK[id as PartyId]}" stroke-width="2"/>`,
  )
  const title = shortened(timeline.title, Math.floor((RIGHT - LEFT) / (17 * SANS)))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica Neue, Arial, sans-serif" font-size="14">
<title>${xml(timeline.title)}</title>
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="8" stroke="${INK.sealed}" stroke-opacity="0.25"/></pattern></defs>
<rect width="100%" height="100%" fill="${INK.paper}"/>
${text(LEFT, 30, title, `font-size="17" font-weight="650" fill="${INK.text}"`)}
${text(LEFT, 50, stand(timeline, shot, until), small(INK.soft, 'start'))}
${[...lifelines, ...heads, ...parts].join('\n')}
</svg>
`
}

/** How far the session has come, as the bar of buttons counts it. */
function stand({ steps }: Timeline, { first, last, wiretap }: Shot, at: number): string {
  const step = steps[at]
  const counts = step ? [`flight ${step.flight + 1}`, count(step.roundTrips, 'round trip'), clock(step)] : []
  const words = [`Message ${at - first + 1} of ${last - first + 1}`, ...counts].join(', ')
  return wiretap ? `${words}, as a wiretap reads it` : words
}

/** @returns where the next row begins */
function drawRow(parts: string[], row: Row, top: number, lanes: Lanes, shot: Shot): number {
  const { step } = row
  let y = top
  if (row.waited) y = drawWait(parts, `${timeInWords(row.gapMs)} pass`, y, lanes)
  else y += Math.round(row.gapMs * PX_PER_MS)
  const sealed = step.wire === 'ciphertext'
  const ink = sealed ? INK.sealed : INK.clear
  const arrow = step.tampering ? INK.attacker : ink
  const x1 = lanes[step.from] ?? LEFT
  const x2 = lanes[step.to] ?? RIGHT
  const side = x2 > x1 ? 1 : -1
  const room = Math.floor((Math.abs(x2 - x1) - BESIDE_LABEL) / MONO_PX)
  const said = wrapped(shot.wiretap && sealed ? step.eavesdropper : step.name, room)
  const sign = step.tampering ? [`${TAMPERING_SIGNS[step.tampering.what]} ${step.tampering.what}`] : []
  const lines = [...sign, ...said]
  const width = Math.max(...lines.map(lettersIn)) * MONO_PX + 16
  const left = side > 0 ? x1 + ASIDE : x1 - ASIDE - width
  const start = y + 10 + lines.length * LINE
  const end = start + row.dropPx
  const next = end + (row.keys.length > 0 ? 30 : 10)
  if (sealed)
    parts.push(
      `<rect x="${Math.min(x1, x2) + 1}" y="${y}" width="${Math.abs(x2 - x1) - 2}" height="${next - y}" fill="url(#hatch)"/>`,
    )
  const frame = row.index === shot.index || step.tampering ? ` stroke="${arrow}"` : ''
  parts.push(
    `<line class="arrow" x1="${x1}" y1="${start}" x2="${x2}" y2="${end}" stroke="${arrow}" stroke-width="${sealed ? 3 : 1.6}"${sealed ? ' stroke-dasharray="9 2.5"' : ''}/>`,
    `<path transform="translate(${x2} ${end}) scale(${side} 1)" d="M-1 0-10-6.5-8 0-11 4z" fill="${arrow}"/>`,
    `<rect class="label" x="${left}" y="${y + 2}" width="${width}" height="${5 + lines.length * LINE}" rx="3" fill="${sealed ? INK.sealedWash : INK.clearWash}"${frame}/>`,
    ...lines.map((line, at) => {
      const look = at < sign.length ? `font-weight="700" fill="${INK.attacker}"` : `fill="${ink}"`
      return text(left + 8, y + 16 + at * LINE, line, `${mono(line)} ${look}`)
    }),
    text(x2 - side * ASIDE, y + 16, clock(step), `${RIM} ${small(INK.soft, side > 0 ? 'end' : 'start', 11)}`),
    ...row.keys.map(({ party, name }) => drawKey(party, name, end + 20, lanes)),
  )
  const onItsWayMs = step.arrivesMs - step.sentMs
  if (!isLongOnItsWay(onItsWayMs)) return next
  return drawWait(parts, `${timeInWords(onItsWayMs)} until all of it is there`, next, lanes)
}

/** Time that is not drawn to scale: the lifelines are cut, and it says how long. @returns where it ends */
function drawWait(parts: string[], said: string, y: number, lanes: Lanes): number {
  const words = `⋮ ${said} ⋮`
  const width = words.length * 12 * SANS + 12
  parts.push(
    ...Object.values(lanes).map(
      (x) =>
        `<line x1="${x}" x2="${x}" y1="${y}" y2="${y + 28}" stroke="${INK.paper}" stroke-width="4" stroke-dasharray="4 3"/>`,
    ),
    `<rect x="${(WIDTH - width) / 2}" y="${y + 4}" width="${width}" height="20" fill="${INK.paper}"/>`,
    text(WIDTH / 2, y + 18, words, small(INK.soft, 'middle')),
  )
  return y + 30
}

/** The keys that an end now has, with a key drawn before them, at its lifeline. */
function drawKey(party: PartyId, name: string, y: number, lanes: Lanes): string {
  const side = party === 'server' ? -1 : 1
  const x = (lanes[party] ?? LEFT) + side * ASIDE
  const look = `font-style="italic" ${RIM} ${small(INK[party], side > 0 ? 'start' : 'end')}`
  return (
    `<path transform="translate(${x} ${y - 4}) scale(${side} 1)" d="M6 0a3 3 0 1 0-6 0 3 3 0 1 0 6 0h8v3m-3-3v2" fill="none" stroke="${INK[party]}" stroke-width="1.4"/>` +
    text(x + side * 20, y, name, look)
  )
}

/**
 * Hands the picture to the browser as a download. Never throws.
 *
 * @param format  `PNG`, or anything else for SVG
 * @returns what came of it, in a sentence: done, or the trouble with it; both empty where there is nothing to draw yet
 */
export async function saveDrawing(
  { timeline, first, last, started, wiretap, index: at }: Playhead,
  format: string,
): Promise<{ readonly done: string; readonly trouble: string }> {
  if (!timeline) return { done: '', trouble: '' }
  const index = started ? at : last
  const step = timeline.steps[index]?.id ?? 'start'
  const name = `${timeline.id}-${step}.${format.toLowerCase()}`
  try {
    const svg = drawLadder(timeline, { first, last, index, wiretap })
    download(format === 'PNG' ? await asPng(svg) : new Blob([svg], { type: 'image/svg+xml' }), name)
    return { done: `Saved as ${format}.`, trouble: '' }
  } catch {
    const other = format === 'PNG' ? ' A long ladder is too tall for some browsers: save it as SVG.' : ''
    return { done: '', trouble: `The picture could not be saved as ${format}.${other}` }
  }
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
