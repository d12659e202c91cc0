import type { APIRoute, GetStaticPaths } from 'astro'
import type { Question } from '../../../core/practice/question.ts'
import { checkProofs, questionParts } from '../../../sessions/question-parts.ts'

export const getStaticPaths: GetStaticPaths = async () => {
  await checkProofs()
  return (await questionParts()).map((part) => ({ params: { part: part.name }, props: { questions: part.questions } }))
}

/** One part of the question bank. */
export const GET: APIRoute<{ questions: readonly Question[] }> = ({ props }) =>
  new Response(JSON.stringify(props.questions))
