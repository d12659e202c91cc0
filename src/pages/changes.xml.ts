import rss from '@astrojs/rss'
import type { APIContext } from 'astro'
import { getChanges } from '../sessions/changes.ts'

/** The feed of changes for readers. */
export function GET(context: APIContext): Promise<Response> {
  return rss({
    title: 'Mailwire: changes',
    description: 'What is new in the course on mail ports, implicit TLS and STARTTLS.',
    site: context.site ?? 'http://localhost:4321',
    trailingSlash: true,
    customData: '<language>en-gb</language>',
    items: getChanges().map(({ date, text, link }) => ({
      title: text,
      link,
      pubDate: new Date(`${date}T00:00:00Z`),
    })),
  })
}
