/**
 * What has to be undone, in reverse order, whatever happens: at the end, after
 * an exception, and after Ctrl-C or a polite kill.
 */
export interface Cleanup {
  /**
   * Adds something to undo. Once `run` has begun it is undone at once.
   *
   * @throws StoppedError where `run` has begun, so that whoever did it goes no further
   */
  add(what: string, undo: () => Promise<void> | void): void
  /** Undoes everything added so far, last first. Safe to call again. */
  run(): Promise<void>
}

export function makeCleanup(): Cleanup {
  const tasks: Task[] = []
  let over = false
  return {
    add(what, undo) {
      if (!over) return void tasks.push({ what, undo })
      void undoOne({ what, undo })
      throw new StoppedError(`stopped: ${what} came too late`)
    },
    async run() {
      over = true
      for (let task = tasks.pop(); task; task = tasks.pop()) await undoOne(task)
    },
  }
}

interface Task {
  readonly what: string
  readonly undo: () => Promise<void> | void
}

/** One thing that would not go must not keep the others. */
async function undoOne({ what, undo }: Task): Promise<void> {
  try {
    await undo()
  } catch (error) {
    console.error(`Could not undo: ${what}: ${error instanceof Error ? error.message : String(error)}`)
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
