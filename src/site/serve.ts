/**
 * Serves the built site: `npm start`, or `npm run serve` when it is built already.
 * `PORT` chooses another port than 4321; `HOST` another address than localhost.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
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

const types: readonly (readonly [RegExp, string])[] = [
  [/\.pcapng$/, 'application/vnd.tcpdump.pcap'],
  [/\.cast$/, 'application/x-asciicast'],
  [/\.webmanifest$/, 'application/manifest+json'],
]

/** What a host should send with every file. The content security policy itself is in the pages. */
function setHeaders(response: ServerResponse, path: string): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('x-frame-options', 'DENY')
  const type = types.find(([pattern]) => pattern.test(path))?.[1]
  if (type) response.setHeader('content-type', type)
  // A name with a hash never changes its content; anything else is asked for again.
  response.setHeader('cache-control', path.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache')
}

const files = sirv(root, { brotli: true, gzip: true, etag: true, setHeaders })
const notFound = existsSync(resolve(root, '404.html')) ? readFileSync(resolve(root, '404.html')) : 'Not found'

const server = createServer((request, response) => {
  files(request, response, () => {
    setHeaders(response, '/404.html')
    response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(request.method === 'HEAD' ? undefined : notFound)
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
// A wildcard is no address to go to, and IPv6 addresses stand in brackets.
const name = host === '0.0.0.0' || host === '::' ? 'localhost' : isIPv6(host) ? `[${host}]` : host
server.listen(port, host, () => console.log(`Mailwire is at http://${name}:${port}/`))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
