import type { APIContext } from 'astro'

/** Everything may be read by anyone; the sitemap's address depends on where the site is. */
export function GET({ site }: APIContext): Response {
  return new Response(
    `User-agent: *\nAllow: /\n\nSitemap: ${new URL('/sitemap-index.xml', site ?? 'http://localhost:4321')}\n`,
  )
}
