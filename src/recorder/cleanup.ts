/**
 * What has to be undone, in reverse order, whatever happens: at the end, after
 * an exception, and after Ctrl-C or a polite kill.
 */
export interface Cleanup {
  /** Adds something to undo. */
  add(what: string, undo: () => Promise<void> | void): void
  /** Undoes everything added so far, last first. Safe to call again. */
  run(): Promise<void>
}

export function makeCleanup(): Cleanup {
  const tasks: { what: string; undo: () => Promise<void> | void }[] = []
  return {
    add: (what, undo) => void tasks.push({ what, undo }),
    async run() {
      for (let task = tasks.pop(); task; task = tasks.pop()) {
        try {
          await task.undo()
        } catch (error) {
          // One thing that would not go must not keep the others.
          console.error(`Could not undo: ${task.what}: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
    },
  }
}

/** Someone asked for the end: Ctrl-C, or a polite kill. */
export class StoppedError extends Error {
  override name = 'StoppedError'
}

/** Runs `work` with a clean-up that also happens on SIGINT, SIGTERM and SIGHUP. */
export async function withCleanup<T>(work: (cleanup: Cleanup, stopped: AbortSignal) => Promise<T>): Promise<T> {
  const cleanup = makeCleanup()
  const stop = new AbortController()
  const onSignal = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) return
    stop.abort(new StoppedError(`stopped by ${signal}`))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  try {
    const aborted = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true })
    })
    return await Promise.race([work(cleanup, stop.signal), aborted])
  } finally {
    await cleanup.run()
    for (const signal of signals) process.off(signal, onSignal)
  }
}
