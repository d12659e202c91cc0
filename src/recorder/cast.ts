/** An asciicast v2 file: a header line, then one line for each event. */

export const screen = { width: 80, height: 24 } as const

/** Output as the terminal received it, or a marker: a chapter's first moment. */
export interface CastEvent {
  /** Microseconds on the recorder's clock. */
  readonly timeUs: number
  readonly kind: 'o' | 'm'
  readonly data: string
}

/**
 * @param zeroUs  the recorder's clock at the cast's time zero
 * @see https://docs.asciinema.org/manual/asciicast/v2/
 */
export function writeCast(title: string, zeroUs: number, events: readonly CastEvent[]): string {
  const header = {
    version: 2,
    ...screen,
    timestamp: Math.floor(zeroUs / 1e6),
    title,
    env: { SHELL: '/bin/bash', TERM: 'xterm-256color' },
  }
  const lines = events.map((event) =>
    JSON.stringify([Math.max(0, event.timeUs - zeroUs) / 1e6, event.kind, event.data]),
  )
  return `${[JSON.stringify(header), ...lines].join('\n')}\n`
}
