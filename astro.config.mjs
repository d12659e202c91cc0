import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import mdx from '@astrojs/mdx'
import sitemap from '@astrojs/sitemap'
import svelte from '@astrojs/svelte'
import { defineConfig } from 'astro/config'
import { compress } from './src/site/compress.ts'
import { firstPaint } from './src/site/first-paint.ts'
import { chunkGroups, leanScripts } from './src/site/lean-scripts.ts'
import { offline } from './src/site/offline.ts'
import { searchIndex } from './src/site/search-index.ts'
import { keepCites } from './src/widgets/prose/keep-cites.ts'

// The one script that must run before all others: it sets the chosen theme before the first paint, and says so where the
// script of a part does not come.
const beforePaint = readFileSync(new URL('./src/layouts/before-paint.js', import.meta.url), 'utf8')
const sha256 = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

export default defineConfig({
  site: process.env.SITE_URL ?? 'http://localhost:4321',
  trailingSlash: 'always',
  // The last four work on the built site, in this order: style its pages, index it, list it, compress it.
  integrations: [
    svelte(),
    mdx(),
    sitemap({ filter: (page) => !/\/(offline|widgets|terminal)\//.test(page) }),
    firstPaint(),
    searchIndex(),
    offline(),
    compress(),
  ],
  vite: {
    // One style sheet for the whole site: one request, and every page after the first has it.
    build: { cssCodeSplit: false, modulePreload: false },
    plugins: [keepCites(), leanScripts()],
    resolve: {
      alias: { '@astrojs/svelte/client.js': fileURLToPath(new URL('./src/site/hydrate.ts', import.meta.url)) },
    },
    environments: {
      client: { build: { rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } } } },
    },
  },
  build: {
    // A style inlined from inside MDX would not be hashed, and so be blocked.
    inlineStylesheets: 'never',
  },
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false },
  security: {
    csp: {
      algorithm: 'SHA-256',
      directives: [
        "default-src 'none'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "require-trusted-types-for 'script'",
        'trusted-types svelte-trusted-html mailwire-worker mailwire-offline',
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [sha256(beforePaint)] },
      styleDirective: { resources: ["'self'"] },
    },
  },
})
