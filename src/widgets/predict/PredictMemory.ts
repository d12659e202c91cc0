/**
 * What a learner predicted, by the question's id: the place of the option they
 * chose, counted from 1, or 0 where they asked to be shown. Storage may be
 * forbidden or hold anything; then nothing is remembered, and nothing breaks.
 */
const KEY = 'mailwire-predictions'

function readAll(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
    )
  } catch {
    return {}
  }
}

/** @returns undefined where nothing is remembered */
export function recallPrediction(id: string): number | undefined {
  return readAll()[id]
}

/** @param choice  undefined forgets it */
export function rememberPrediction(id: string, choice: number | undefined): void {
  const { [id]: _before, ...others } = readAll()
  try {
    localStorage.setItem(KEY, JSON.stringify(choice === undefined ? others : { ...others, [id]: choice }))
  } catch {
    // Storage is forbidden or full: the answer lasts as long as the page.
  }
}
