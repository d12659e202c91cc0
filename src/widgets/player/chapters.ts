/** The chapters of a session or of an excerpt, each by the step it begins with. */
import type { Timeline } from '../../core/timeline/timeline.ts'

export interface ChapterStart {
  readonly label: string
  /** Index into `timeline.steps`. */
  readonly index: number
}

/** @param first, last  indexes of an excerpt's ends; chapters outside it are left out */
export function chaptersOf({ steps, chapters }: Timeline, first: number, last: number): ChapterStart[] {
  return chapters.flatMap(({ label, ms }) => {
    const index = steps.findIndex((step) => step.sentMs >= ms)
    return index >= first && index <= last ? [{ label, index }] : []
  })
}
