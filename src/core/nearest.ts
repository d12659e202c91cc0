/**
 * The known name most like a mistyped one, for "did you mean" messages.
 *
 * @returns undefined where nothing is near: more than a third of the letters differ
 */
function nearest(wanted: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase())
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/**
 * A message about a name that nobody knows.
 *
 * @param problem  place and kind: `content/facts.yaml: no fact`
 * @param name     as it was written
 * @param known    the names that there are
 * @param advice   what to do: `otherwise` where no known name is near, `also` in any case
 */
export function unknownName(
  problem: string,
  name: string,
  known: Iterable<string>,
  { otherwise = '', also = '' }: { readonly otherwise?: string; readonly also?: string },
): string {
  const near = nearest(name, known)
  const guess = near === undefined ? otherwise : `Did you mean "${near}"?`
  return `${problem} "${name}".\n${guess}${guess && also && ' '}${also}`
}

/** Levenshtein's count of insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
