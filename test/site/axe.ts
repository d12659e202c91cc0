/** Asks axe about a page of the built site. Its script comes in past the page's policy, as a browser extension would. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/** Once for each page, before the first question. The page must have been opened with `bypassCSP`. */
export const bringAxe = (page: Page): Promise<unknown> => page.evaluate(source)

/**
 * Axe's findings, one line each.
 *
 * @param within  the part of the page that is looked at: a selector; the whole page where left out
 */
export async function axe(page: Page, within?: string): Promise<string[]> {
  const violations = (await page.evaluate(
    // With forced colours the system chooses them. Axe measures the page's own still, where text has a fill of its own.
    `axe.run(${within ? JSON.stringify(within) : 'document'}, {
      resultTypes: ['violations'],
      rules: {
        // The one rule of WCAG 2.2, off unless it is asked for.
        'target-size': { enabled: true },
        'color-contrast': { enabled: !matchMedia('(forced-colors: active)').matches },
      },
    }).then((r) => r.violations)`,
  )) as Violation[]
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${String(node.target)} ${node.failureSummary ?? ''}`),
  )
}

/** A change of colours runs down the tree as transitions, level by level, even where motion is reduced. */
export async function repainted(page: Page): Promise<void> {
  await page.waitForTimeout(100)
  await page.waitForFunction(() => !document.getAnimations().some((animation) => animation instanceof CSSTransition))
}

/** How a page may be coloured: by its own two sets, or by the system's. */
export const colourings = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced colours, light', media: { colorScheme: 'light', forcedColors: 'active' } },
  { name: 'forced colours, dark', media: { colorScheme: 'dark', forcedColors: 'active' } },
] as const
