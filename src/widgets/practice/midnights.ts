/** When today began where this machine is, and when it and each day after it ends: `days + 1` moments, ms since 1970. */
export function midnights(now: number, days: number): number[] {
  const first = new Date(now)
  // The calendar counts: where clocks are put forward or back a day has 23 or 25 hours.
  return Array.from({ length: days + 1 }, (_, day) =>
    new Date(first.getFullYear(), first.getMonth(), first.getDate() + day).getTime(),
  )
}
