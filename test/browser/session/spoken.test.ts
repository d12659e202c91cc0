// What a listener hears of a session, step by step, as a text that a person can read.
import { expect, test } from 'vitest'
import { mount, unmount } from 'svelte'
import { parse } from 'yaml'
import { Pace } from '../../../src/core/timeline/pace.ts'
import { lookUp } from '../../../src/core/timeline/explain.ts'
import Ladder from '../../../src/widgets/ladder/Ladder.svelte'
import { LadderStage } from '../../../src/widgets/ladder/LadderStage.ts'
import type { Explanation } from '../../../src/widgets/player/explanation.ts'
import { recorded } from '../recorded.ts'

const files = import.meta.glob<string>('../../../content/explanations/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const known: Record<string, Explanation> = Object.assign({}, ...Object.values(files).map((file) => parse(file)))

for (const id of [
  'submission-starttls',
  'submission-implicit',
  'imap-starttls',
  'imap-implicit',
  'pop3-stls',
  'attack-strip-strict',
  'attack-imap-preauth',
  'attack-command-injection',
]) {
  test(`${id} can be followed by ear`, async () => {
    const { timeline } = await recorded(id)
    const explanations = Object.fromEntries(
      timeline.steps.flatMap(({ kind }) => {
        const found = lookUp(known, kind)
        return found ? [[kind, found]] : []
      }),
    )
    const figure = document.createElement('figure')
    document.body.append(figure)
    const ladder = mount(Ladder, { target: figure, props: { timeline, explanations, anchor: timeline.id } })
    const stage = new LadderStage(figure, {
      timeline,
      first: 0,
      last: timeline.steps.length - 1,
      pace: new Pace(timeline),
    })
    const spoken = timeline.steps.map((_step, index) => `${index + 1}. ${stage.words(index)}`)
    await unmount(ladder)
    figure.remove()
    for (const line of spoken) expect(line).toMatch(/^\d+\. (Client|Server|Attacker) to /)
    await expect(`${spoken.join('\n')}\n`).toMatchFileSnapshot(`../../snapshots/spoken/${id}.txt`)
  })
}

for (const [id, step, mark, sentence] of [
  [
    'attack-strip-strict',
    'ehlo-reply-2',
    '≠ changed',
    'The attacker took out “250-STARTTLS” and put in “250-AUTH PLAIN LOGIN”.',
  ],
  ['attack-command-injection', 'rset', '+ injected', 'Nobody sent this: the attacker put it in.'],
] as const) {
  test(`${id}: what the attacker did is marked in its row by a sign and a word, said, and put in a sentence`, async () => {
    const { timeline } = await recorded(id)
    const figure = document.createElement('figure')
    document.body.append(figure)
    const ladder = mount(Ladder, { target: figure, props: { timeline, explanations: {}, anchor: timeline.id } })
    const marked = [...figure.querySelectorAll<HTMLElement>('.tampering')]
    expect(marked.map((each) => each.closest<HTMLElement>('li.step')?.dataset['step'])).toEqual([step])
    expect(marked[0]!.textContent.trim()).toBe(mark)
    expect(figure.querySelector('.meddled span')!.textContent).toBe(sentence)
    const stage = new LadderStage(figure, {
      timeline,
      first: 0,
      last: timeline.steps.length - 1,
      pace: new Pace(timeline),
    })
    const words = stage.words(timeline.steps.findIndex((each) => each.id === step))
    expect(words).toContain(`${mark.slice(2)} by the attacker:`)
    expect(words).toContain(sentence)
    await unmount(ladder)
    figure.remove()
  })
}
