import type { APIRoute, GetStaticPaths } from 'astro'
import type { Case } from '../../core/practice/case.ts'
import { casesPart } from '../../sessions/cases.ts'

export const getStaticPaths: GetStaticPaths = async () => {
  const { name, cases } = await casesPart()
  return [{ params: { hash: name }, props: { cases } }]
}

/** The cases of the diagnosis. */
export const GET: APIRoute<{ cases: readonly Case[] }> = ({ props }) => new Response(JSON.stringify(props.cases))
