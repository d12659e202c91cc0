/**
 * What someone in the middle of the path did to the messages: what came to
 * them is held against what they sent on. Both were recorded, each on its own
 * side of the attacker.
 */
import type { Step, Tampering } from './timeline.ts'

type Sent = Pick<Step, 'from' | 'to' | 'layer' | 'kind' | 'name' | 'text'>

/** @returns for each step what was done to it; nothing where it was passed on as it came */
export function tamperings(steps: readonly Sent[]): (Tampering | undefined)[] {
  const out: (Tampering | undefined)[] = steps.map(() => undefined)
  for (const [source, target] of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    const at = (from: string, to: string) =>
      steps.flatMap((step, i) => (step.layer !== 'tcp' && step.from === from && step.to === to ? [i] : []))
    const came = at(source, 'attacker')
    const went = at('attacker', target)
    const same = (a: number | undefined, b: number | undefined) => alike(steps[a ?? -1], steps[b ?? -1])
    for (const gap of gaps(came, went, same)) {
      for (const [nth, index] of gap.right.entries()) {
        const before = steps[gap.left[nth] ?? -1]
        const step = steps[index]
        if (!step) continue
        out[index] = before
          ? { what: 'changed', took: without(before.text, step.text), put: without(step.text, before.text) }
          : { what: 'injected', took: [], put: linesOf(step.text) }
      }
      for (const index of gap.left.slice(gap.right.length))
        out[index] = { what: 'removed', took: linesOf(steps[index]?.text ?? ''), put: [] }
    }
  }
  return out
}

const alike = (a: Sent | undefined, b: Sent | undefined) =>
  a !== undefined && b !== undefined && a.kind === b.kind && a.name === b.name && a.text === b.text
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')
const without = (text: string, other: string) => {
  const known = linesOf(other)
  return linesOf(text).filter((line) => !known.includes(line))
}

interface Gap {
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** The stretches in which two lists differ, between members of their longest common subsequence. */
function gaps(
  left: readonly number[],
  right: readonly number[],
  same: (a: number | undefined, b: number | undefined) => boolean,
): Gap[] {
  // longest[i][j]: how much left from i on and right from j on have in common.
  const longest = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
  const common = (i: number, j: number) => longest[i]?.[j] ?? 0
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = longest[i]
      if (row)
        row[j] = same(left[i], right[j]) ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1))
    }
  }
  const found: Gap[] = []
  let gap: { left: number[]; right: number[] } = { left: [], right: [] }
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && same(left[i], right[j])) {
      found.push(gap)
      gap = { left: [], right: [] }
      i++
      j++
    } else if (j >= right.length || (i < left.length && common(i + 1, j) >= common(i, j + 1))) {
      gap.left.push(left[i] ?? -1)
      i++
    } else {
      gap.right.push(right[j] ?? -1)
      j++
    }
  }
  return [...found, gap]
}
