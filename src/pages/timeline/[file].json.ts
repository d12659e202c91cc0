/** A session's steps, without bytes, for the players. */
import type { APIRoute, GetStaticPaths } from 'astro'
import type { Timeline } from '../../core/timeline/timeline.ts'
import { getSessions } from '../../sessions/sessions.ts'

export const getStaticPaths = (async () =>
  (await getSessions()).map(({ timeline, urls }) => ({
    params: { file: urls.timeline.slice('/timeline/'.length, -'.json'.length) },
    props: { timeline },
  }))) satisfies GetStaticPaths

export const GET: APIRoute<{ timeline: Timeline }> = ({ props }) => Response.json(props.timeline)
