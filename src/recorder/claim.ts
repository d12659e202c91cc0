/** Locks between runs of the recorder on one machine. */
import { createServer } from 'node:net'

/** Gives the lock back. */
export type Release = () => Promise<void>

/**
 * Takes a lock, unless a living run has it. It is a listening socket with an abstract name (Linux, unix(7)): the kernel
 * takes it away with the process, however that ends, so a dead run keeps nobody out and no two runs can both find it dead.
 *
 * @returns null where another run has it
 */
export function claim(name: string): Promise<Release | null> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen(`\0mailwire-${name}`, () => {
      server.unref()
      resolve(() => new Promise((released) => server.close(() => released())))
    })
  })
}
