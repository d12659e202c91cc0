/** A recording's three files in one archive: `/sessions/<id>/recording.zip`. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { APIContext, GetStaticPaths } from 'astro'
import { zipSync } from 'fflate'
import { getSession, sessionIds } from '../../../sessions/sessions.ts'

export const getStaticPaths = (() => sessionIds().map((id) => ({ params: { id } }))) satisfies GetStaticPaths

export async function GET({ params }: APIContext): Promise<Response> {
  const { id, record } = await getSession(params['id'] ?? '', 'src/pages/sessions/[id]/recording.zip.ts')
  const names = ['session.json', ...Object.keys(record.files)]
  const files = Object.fromEntries(
    names.map((name) => [`${id}/${name}`, new Uint8Array(readFileSync(join(resolve('public/sessions'), id, name)))]),
  )
  // The date is the recording's own, so that the same files always make the same archive.
  const zip = zipSync(files, { level: 9, mtime: record.recordedAt.slice(0, 19) })
  return new Response(new Uint8Array(zip), { headers: { 'content-type': 'application/zip' } })
}
