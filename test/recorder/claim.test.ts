import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claim } from '../../src/recorder/claim.ts'

const name = `test-${process.pid}`

test('two recorders at once never have the same lab', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => claim(name)))
  const taken = all.filter((release) => release !== null)
  expect(taken).toHaveLength(1)
  await taken[0]?.()
  const again = await claim(name)
  expect(again).not.toBeNull()
  await again?.()
})

test('one that was killed keeps nobody out', async () => {
  const file = join(process.cwd(), 'src/recorder/claim.ts')
  const text = `import { claim } from ${JSON.stringify(file)}
    const release = await claim(${JSON.stringify(name)})
    console.log(release ? 'taken' : 'not taken')
    setInterval(() => undefined, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(other.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('taken\n')
  expect(await claim(name)).toBeNull()
  other.kill('SIGKILL')
  await once(other, 'exit')
  const release = await claim(name)
  expect(release).not.toBeNull()
  await release?.()
})
