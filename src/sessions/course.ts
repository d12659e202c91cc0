/** The course: its tracks and its lessons in order, checked as a whole. */
import { getCollection, type CollectionEntry } from 'astro:content'
import { getFact } from './facts.ts'
import { unknownName } from '../core/nearest.ts'
import { ContentError } from './yaml-file.ts'

/** The tracks in the order they are taught, with the titles that readers see. */
export const tracks = {
  ports: 'Ports and dialogues',
  tls: 'TLS itself',
  doors: 'Implicit and explicit',
  policy: 'Which one, and why',
  practice: 'In practice',
} as const

export type Lesson = CollectionEntry<'lessons'>

/**
 * All lessons in the order of the course.
 *
 * @throws {ContentError} where two lessons claim one place, or one names a lesson or a fact that does not exist
 */
export async function courseLessons(): Promise<Lesson[]> {
  const lessons = (await getCollection('lessons')).sort((a, b) => a.data.order - b.data.order)
  const ids = lessons.map((lesson) => lesson.id)

  lessons.forEach((lesson, index) => {
    const file = `content/lessons/${lesson.id}.mdx`
    const before = lessons[index - 1]
    if (before?.data.order === lesson.data.order) {
      throw new ContentError(
        `${file}: order ${lesson.data.order} is taken by ${before.id}.mdx. Give one of them another.`,
      )
    }
    for (const named of [...lesson.data.needs, ...lesson.data.next]) {
      if (!ids.includes(named)) {
        const otherwise = 'The lessons are in content/lessons.'
        throw new ContentError(unknownName(`${file}: no lesson`, named, ids, { otherwise }))
      }
    }
    for (const id of lesson.data.facts) getFact(id)
  })
  return lessons
}
