/** A stream as a text that can be kept, read and searched. */
import type { Timeline } from '../../core/timeline/timeline.ts'

/**
 * Every line with who said it and when; what was sealed is marked, and what stayed shut says so.
 *
 * @param cut whether the conversation goes on after the timeline
 */
export function transcriptOf(timeline: Timeline, cut = false): string {
  const [stream] = timeline.streams
  const head = stream
    ? `# ${stream.client} to ${stream.server}, ${stream.protocol}${stream.tls ? `, ${stream.tls.version}, ${stream.tls.cipher}` : ', no TLS'}`
    : `# ${timeline.title}`
  const lines = timeline.steps.flatMap((step) => {
    const who = step.from === 'client' ? 'C' : 'S'
    const at = `${(step.sentMs / 1000).toFixed(3).padStart(9)} ${who}${step.wire === 'ciphertext' ? '*' : ':'} `
    if (step.text === '') return [`${at}(${step.name})`]
    return step.text.split('\n').map((line, i) => (i === 0 ? at : ' '.repeat(at.length)) + line)
  })
  return [
    head,
    '# seconds since the first packet; * marks what travelled encrypted',
    '',
    ...lines,
    ...(cut ? [goesOn(timeline.steps.length)] : []),
    '',
  ].join('\n')
}

/** What is said where a conversation is too long to be read whole. */
export const goesOn = (steps: number): string =>
  `The conversation goes on: only its first ${steps.toLocaleString('en')} steps are read here.`
