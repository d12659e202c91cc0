/** How long work goes on before the page gets its turn, ms. A slice must stay under 50, on slow machines too. */
const SLICE_MS = 10
/** Reading the clock costs as much as reading a line: look at it now and then. */
const LOOK_EVERY = 64

/** A stretch of work between two pauses. */
export class Slice {
  #started = performance.now()
  #count = 0

  /** Whether it is time to let the page have its turn. */
  spent(): boolean {
    return ++this.#count % LOOK_EVERY === 0 && performance.now() - this.#started > SLICE_MS
  }

  restart(): void {
    this.#started = performance.now()
  }
}

/** Lets the page paint and answer; unlike a timer, a message is not held back for 4 ms. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
