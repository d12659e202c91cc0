/** Asks axe about a part of a page. */
import axe, { type ElementContext } from 'axe-core'

/** @returns axe's findings, one line each; those of WCAG 2.2 too, which it leaves out unless asked */
export async function axeFinds(within: ElementContext): Promise<string[]> {
  const { violations } = await axe.run(within, {
    rules: { region: { enabled: false }, 'target-size': { enabled: true } },
  })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
