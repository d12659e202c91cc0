/**
 * Keeps the course readable without a network: a service worker that holds the pages and their assets, all of practice,
 * each recording from the first time it was opened, and what was once searched.
 */
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { generateSW } from 'workbox-build'

export function offline(): AstroIntegration {
  return {
    name: 'mailwire:offline',
    hooks: {
      'astro:config:setup': ({ command, injectScript }) => {
        if (command === 'build') injectScript('page', "import '/src/site/keep-offline.ts'")
      },
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir)
        const { count, size, warnings } = await generateSW({
          globDirectory: root,
          swDest: `${root}/sw.js`,
          // The questions are there before they are asked for: no one knows what a review will need.
          globPatterns: ['**/*.{html,css,js,svg,webmanifest}', 'practice/**/*.json'],
          // Recordings and what is made from them come with the page that shows them; pictures for other sites never.
          globIgnores: ['sw.js', 'sessions/*/index.html', 'pagefind/**', 'widgets/**', 'terminal/**'],
          maximumFileSizeToCacheInBytes: 700_000,
          // What Vite names carries a hash already, and so do questions.
          dontCacheBustURLsMatching: /^_astro\/|\.[0-9a-f]{8}\.json$/,
          // `?port=587` or `?q=` is the same page.
          ignoreURLParametersMatching: [/./],
          inlineWorkboxRuntime: true,
          sourcemap: false,
          cleanupOutdatedCaches: true,
          // A new version waits until the reader asks for it, so that no page changes under their hands.
          skipWaiting: false,
          clientsClaim: true,
          runtimeCaching: [
            {
              // Their addresses carry a hash: what is kept is never out of date.
              urlPattern: ({ sameOrigin, url }) =>
                sameOrigin &&
                (url.pathname.startsWith('/timeline/') ||
                  (/^\/sessions\/.+\.\w+$/.test(url.pathname) && url.search !== '')),
              handler: 'CacheFirst',
              options: { cacheName: 'recordings', expiration: { maxEntries: 300 } },
            },
            {
              // What a new build may make otherwise at the same address is kept for when there is no network.
              urlPattern: ({ sameOrigin, url }) =>
                sameOrigin && /^\/(sessions\/.+|capture\/bytes\/.+|capture\/explanations)\.\w+$/.test(url.pathname),
              handler: 'NetworkFirst',
              options: { cacheName: 'files', expiration: { maxEntries: 300 } },
            },
            {
              // The parts of the search index have their hashes in their names; what says which parts there are does
              // not, and is asked for with the time or the number of the try, which name no other file.
              urlPattern: ({ sameOrigin, url }) => sameOrigin && /^\/pagefind\/.+\/|\.pf_meta$/.test(url.pathname),
              handler: 'CacheFirst',
              options: { cacheName: 'search', expiration: { maxEntries: 300 } },
            },
            {
              urlPattern: ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith('/pagefind/'),
              handler: 'NetworkFirst',
              options: {
                cacheName: 'search-index',
                plugins: [{ cacheKeyWillBeUsed: ({ request }) => Promise.resolve(request.url.replace(/\?.*/, '')) }],
              },
            },
            {
              urlPattern: ({ request }) => request.mode === 'navigate',
              handler: 'NetworkFirst',
              options: {
                cacheName: 'pages',
                expiration: { maxEntries: 150 },
                precacheFallback: { fallbackURL: '/offline/index.html' },
              },
            },
          ],
        })
        for (const warning of warnings) logger.warn(warning)
        logger.info(`${count} files, ${Math.round(size / 1000)} kB, can be read without a network`)
      },
    },
  }
}
