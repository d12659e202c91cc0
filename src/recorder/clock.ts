/**
 * The recorder's one clock: monotonic, and mapped to the epoch once at start,
 * so that a step of the machine's clock never bends a recording.
 */
const epochUs = Math.round(Date.now() * 1000 - performance.now() * 1000)

/** Microseconds since the Unix epoch, never going back. */
export function nowUs(): number {
  return epochUs + Math.round(performance.now() * 1000)
}
