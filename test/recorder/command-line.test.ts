// What a person reads who mistypes a command of the recorder.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test.each(['record', 'lab', 'try'])('a flag that npm run %s does not know is answered with its usage', (name) => {
  const { status, stderr } = spawnSync(process.execPath, [`src/recorder/${name}.ts`, '--nonsense'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  expect(stderr).toMatch(new RegExp(`^Unknown option '--nonsense'\\.\n\nnpm run ${name} `))
  expect(stderr).not.toContain('    at ')
  expect(status).toBe(1)
})

test('an id that is none of the trials is answered with the nearest', () => {
  const { stderr } = spawnSync(process.execPath, ['src/recorder/try.ts', 'implicit-by-han'], { encoding: 'utf8' })
  expect(stderr).toMatch(/^content\/tried\.yaml: no trial "implicit-by-han"\.\nDid you mean "implicit-by-hand"\?/)
})
