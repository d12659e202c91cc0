import type { APIRoute } from 'astro'
import { ankiDeck } from '../../core/practice/anki.ts'
import { getQuestions } from '../../sessions/questions.ts'

/** The bank as a deck that Anki imports. */
export const GET: APIRoute = async ({ site }) =>
  new Response(ankiDeck(await getQuestions(), (site?.origin ?? '').replace(/\/$/, '')), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
