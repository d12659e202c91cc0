/** The pictures that other sites show beside a link to this one: `/cards/<name>.png`, drawn at build time. */
import type { APIContext, GetStaticPaths } from 'astro'
import { courseLessons } from '../../sessions/course.ts'
import { drawCard } from '../../site/card.ts'
import { getRecordings } from '../../sessions/recordings.ts'

interface Card {
  readonly name: string
  readonly title: string
  readonly kind: string
}

export const getStaticPaths = (async () => {
  const cards: Card[] = [
    {
      name: 'mailwire',
      title: 'See what e-mail says on the wire',
      kind: 'Mailwire: mail ports, implicit TLS, STARTTLS',
    },
    { name: 'claims', title: 'Old advice on mail ports, checked', kind: 'Mailwire · Reference' },
    { name: 'errors', title: 'What mail’s error messages mean', kind: 'Mailwire · Reference' },
    { name: 'cheat-sheet', title: 'Mail ports and TLS on one page', kind: 'Mailwire · Cheat sheet' },
    ...(await courseLessons()).map(({ id, data }) => ({
      name: id,
      title: data.title,
      kind: `Mailwire · Lesson ${data.order}`,
    })),
    ...(await getRecordings()).map(({ id, scenario }) => ({
      name: `session-${id}`,
      title: scenario.title,
      kind: 'Mailwire · A recording',
    })),
  ]
  return cards.map(({ name, title, kind }) => ({ params: { name }, props: { title, kind } }))
}) satisfies GetStaticPaths

export async function GET({ props }: APIContext<Card>): Promise<Response> {
  return new Response(new Uint8Array(await drawCard(props.title, props.kind)), {
    headers: { 'content-type': 'image/png' },
  })
}
