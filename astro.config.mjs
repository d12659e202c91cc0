import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import mdx from '@astrojs/mdx'
import sitemap from '@astrojs/sitemap'
import svelte from '@astrojs/svelte'
import { defineConfig } from 'astro/config'

// The one script that must run before the first paint: it sets the chosen theme.
const beforePaint = readFileSync(new URL('./src/layouts/before-paint.js', import.meta.url), 'utf8')
const sha256 = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

export default defineConfig({
  site: process.env.SITE_URL ?? 'http://localhost:4321',
  trailingSlash: 'always',
  integrations: [svelte(), mdx(), sitemap()],
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
        'trusted-types svelte-trusted-html mailwire-worker',
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [sha256(beforePaint)] },
      styleDirective: { resources: ["'self'"] },
    },
  },
})
