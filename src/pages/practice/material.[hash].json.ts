import type { APIRoute, GetStaticPaths } from 'astro'
import type { Material } from '../../core/practice/generate/material.ts'
import { shippedMaterial } from '../../sessions/practice-material.ts'

export const getStaticPaths: GetStaticPaths = async () => {
  const { name, material } = await shippedMaterial()
  return [{ params: { hash: name }, props: { material } }]
}

/** What generators make questions from. */
export const GET: APIRoute<{ material: Material }> = ({ props }) => new Response(JSON.stringify(props.material))
