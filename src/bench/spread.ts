/** How a row of figures is told. */
export interface Spread {
  readonly median: number
  /** What 95 of a hundred do not exceed. */
  readonly p95: number
  readonly max: number
}

/** Each figure is one of the row's own: the least that its share of the row does not exceed. */
export function spread(row: readonly number[]): Spread {
  const sorted = row.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
  return { median: at(0.5), p95: at(0.95), max: at(1) }
}

/** @param digits  after the point */
export const told = ({ median, p95, max }: Spread, digits = 0): string =>
  `median ${median.toFixed(digits)}, p95 ${p95.toFixed(digits)}, max ${max.toFixed(digits)}`
