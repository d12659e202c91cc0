/**
 * Serves the built site: `npm start`, or `npm run serve` when it is built already.
 * `PORT` chooses another port than 4321; `HOST` another address than localhost.
 */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import sirv from 'sirv'

const root = resolve(process.argv[2] ?? 'dist')
const port = Number(process.env['PORT'] ?? 4321)
const host = process.env['HOST'] ?? 'localhost'

if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`PORT=${process.env['PORT']} is not a port: give a number from 1 to 65535, such as PORT=8080 npm start`)
  process.exit(1)
}
if (!existsSync(resolve(root, 'index.html'))) {
  console.error(`There is no built site in ${root}. Build it first: npm run build`)
  process.exit(1)
}

const files = sirv(root, { brotli: true, gzip: true, etag: true })
const server = createServer((request, response) => {
  files(request, response, () => {
    response.statusCode = 404
    request.url = '/404.html'
    files(request, response, () => response.end('Not found'))
  })
})

server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`
      : `Could not listen on ${host}:${port}: ${error.message}`,
  )
  process.exit(1)
})
server.listen(port, host, () => console.log(`Mailwire is at http://localhost:${port}/`))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
