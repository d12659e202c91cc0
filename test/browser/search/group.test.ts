// What the index answers, shown page by page: more of it, and what did not come.
import { expect, test, vi } from 'vitest'
import { drawGroup, groups } from '../../../src/widgets/search/SearchGroup.ts'
import { Hits, type Match } from '../../../src/widgets/search/SearchIndex.ts'

const page = (name: string, content = 'STARTTLS'): Match => ({
  data: () => Promise.resolve({ url: `/${name}/`, content, excerpt: name, meta: { title: name }, sub_results: [] }),
})
const pages = (count: number, from = 1): Match[] => Array.from({ length: count }, (_, i) => page(`page ${from + i}`))
const misfits = (count: number): Match[] => Array.from({ length: count }, (_, i) => page(`misfit ${i}`, 'nothing'))

/** Draws the group of lessons, 8 results at first, on the page. */
async function draw(find: () => Promise<readonly Match[]>) {
  document.body.replaceChildren()
  const group = await drawGroup(groups[0], 'starttls', new Hits('starttls', find))
  if (group) document.body.append(group.section)
  return {
    group,
    titles: () => [...document.querySelectorAll('.results h3')].map((title) => title.textContent),
    button: () => document.querySelector('button'),
    count: () => document.querySelector('h2 .kind')?.textContent,
  }
}
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `page ${from + i}`)

test('each further page is shown once, however fast more are asked for', async () => {
  const { titles, button } = await draw(() => Promise.resolve(pages(24)))
  expect(titles()).toEqual(names(1, 8))
  expect(button()?.textContent).toBe('Show 10 more of 24')
  button()?.click()
  button()?.click()
  await vi.waitFor(() => expect(titles()).toEqual(names(1, 18)))
  await vi.waitFor(() => expect(button()?.textContent).toBe('Show 6 more of 24'))
  expect(document.activeElement?.textContent).toBe('page 9')
  button()?.click()
  await vi.waitFor(() => expect(titles()).toEqual(names(1, 24)))
  expect(button()).toBe(null)
})

test('more that does not arrive is said, and can be asked for again', async () => {
  let lost = false
  const matches = pages(12).map((match): Match => ({
    data: () => (lost ? Promise.reject(new Error('lost')) : match.data()),
  }))
  const find = vi.fn(() => Promise.resolve(matches))
  const { titles, button } = await draw(find)
  lost = true
  button()?.click()
  await vi.waitFor(() => expect(button()?.textContent).toBe('Try again'))
  expect(document.querySelector('[role=alert]')?.textContent).toContain('could not be loaded')
  expect(titles()).toEqual(names(1, 8))
  lost = false
  button()?.click()
  await vi.waitFor(() => expect(titles()).toEqual(names(1, 12)))
  expect(document.querySelector('[role=alert]')?.textContent ?? '').toBe('')
  expect(find).toHaveBeenCalledTimes(2)
})

test('what has the words is found behind what has not, and only that is counted', async () => {
  const { titles, count, group } = await draw(() => Promise.resolve([...misfits(9), ...pages(2)]))
  expect(titles()).toEqual(names(1, 2))
  expect(count()).toBe('2')
  expect(group?.count).toBe(2)
})

test('while not all was looked at, the count says so', async () => {
  const all = [...pages(5), ...misfits(2), ...pages(8, 6)]
  const { titles, count, button } = await draw(() => Promise.resolve(all))
  expect(titles()).toEqual(names(1, 8))
  expect(count()).toBe('at most 13')
  button()?.click()
  await vi.waitFor(() => expect(titles()).toEqual(names(1, 13)))
  expect(count()).toBe('13')
})

test('where nothing has the words there is no group, and not all of the index is fetched to say so', async () => {
  const matches = misfits(500)
  const looked = matches.map((match) => vi.spyOn(match, 'data'))
  const { group } = await draw(() => Promise.resolve(matches))
  expect(group).toBe(null)
  expect(looked.filter((data) => data.mock.calls.length > 0).length).toBeLessThan(60)
})
