/** Each recording's bytes with their fields, as `src/widgets/bytes/BytesKept.ts` reads them. */
import type { APIRoute, GetStaticPaths } from 'astro'
import { getSession, sessionIds } from '../../../sessions/sessions.ts'
import { layOut } from '../../../widgets/bytes/BytesLayout.ts'

export const getStaticPaths = (() => sessionIds().map((id) => ({ params: { id } }))) satisfies GetStaticPaths

export const GET: APIRoute = async ({ params }) => {
  const { timeline, conversations, record } = await getSession(params['id'] ?? '', 'src/pages/capture/bytes')
  return Response.json(layOut(timeline, conversations, record.secrets.embedded))
}
