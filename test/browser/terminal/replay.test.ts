// What a learner sees after a jump must be what playing there would have shown.
import { Terminal } from '@xterm/xterm'
import { expect, test, vi } from 'vitest'
import { readRecording } from '../../../src/widgets/terminal/TerminalCast.ts'
import { Replay } from '../../../src/widgets/terminal/TerminalReplay.ts'
import { openSequence, Snapshots } from '../../../src/widgets/terminal/TerminalSnapshot.ts'
import { guard } from '../../../src/widgets/terminal/terminal-guard.ts'

const write = (terminal: Terminal, data: string) => new Promise<void>((resolve) => terminal.write(data, resolve))
const fresh = () => new Terminal({ cols: 80, rows: 24, scrollback: 0, allowProposedApi: true })

/** Text, colours and cursor of the screen. */
function look(terminal: Terminal): string {
  const { active } = terminal.buffer
  const rows: string[] = []
  for (let y = 0; y < terminal.rows; y++) {
    const line = active.getLine(active.baseY + y)
    let row = ''
    for (let x = 0; x < terminal.cols; x++) {
      const cell = line?.getCell(x)
      if (!cell) continue
      const plain = cell.isAttributeDefault()
      row += plain
        ? cell.getChars() || ' '
        : `[${cell.getChars()}${cell.getFgColor()},${cell.getBgColor()},${cell.isBold()}]`
    }
    rows.push(row.trimEnd())
  }
  return `${rows.join('\n')}\n@${active.cursorX},${active.cursorY} ${active.type}`
}

function cast(lines: readonly string[]): string {
  const events = lines.map((line, i) => JSON.stringify([i / 100, 'o', line]))
  return [JSON.stringify({ version: 2, width: 80, height: 24 }), ...events].join('\n')
}

const coloured = (i: number): string =>
  `\x1b[3${i % 8}${i % 3 === 0 ? ';1' : ''}m${i} ${'mail '.repeat(i % 20)}\x1b[0m and ${'x'.repeat(i % 90)}\r\n`

for (const [name, output] of [
  ['plain lines', Array.from({ length: 40 }, (_, i) => `line ${i}\r\n`).join('')],
  ['colours and wrapped lines', Array.from({ length: 60 }, (_, i) => coloured(i)).join('')],
  ['a colour still in force', 'before \x1b[1;33m after'],
  ['a 256-colour background', '\x1b[48;5;22m green\x1b[0m\r\nplain'],
  ['the cursor waiting at the last column', 'x'.repeat(80)],
  ['a scroll region', '\x1b[5;10r\x1b[10;1H here\r\nthere'],
  ['the alternate screen', 'main\r\n\x1b[?1049h\x1b[H alternate\x1b[31m red'],
  ['gaps never written to', 'a\x1b[20Cb\r\n\x1b[3;40Hc'],
  ['a hidden cursor', 'a\x1b[?25l\x1b[?7lb'],
  ['a saved cursor', 'ab\x1b7\r\ncd\x1b[35m'],
] as const) {
  test(`a keyframe restores ${name}, and what follows looks the same`, async () => {
    const played = fresh()
    const snapshots = new Snapshots(played)
    await write(played, output)
    const restored = fresh()
    await write(restored, snapshots.take())
    expect(look(restored)).toBe(look(played))
    const onward = 'onward\r\n\x1b[2D back\x1b8restored\r\n'.repeat(3)
    await write(played, onward)
    await write(restored, onward)
    expect(look(restored)).toBe(look(played))
  })
}

test('output is not cut within an escape sequence', () => {
  expect(openSequence('', 'text')).toBe('')
  expect(openSequence('', 'text \x1b[3')).toBe('\x1b[3')
  expect(openSequence('\x1b[3', '1m red')).toBe('')
  expect(openSequence('', '\x1b')).toBe('\x1b')
  expect(openSequence('', '\x1b]0;title')).toBe('\x1b]0;title')
  expect(openSequence('\x1b]0;title', '\x07')).toBe('')
  expect(openSequence('', '\x1b(')).toBe('\x1b(')
  expect(openSequence('', '\x1b7')).toBe('')
})

test('a jump to any place shows what playing there shows', async () => {
  const lines = Array.from({ length: 6000 }, (_, i) => coloured(i))
  const recording = await readRecording(cast(lines))
  const terminal = fresh()
  const replay = new Replay(terminal, recording)
  const { keyframes } = await replay.index()
  expect(keyframes).toBeGreaterThan(5)
  for (const count of [6000, 5999, 1, 3000, 2999, 3001, 0, 4711]) {
    await replay.show(count)
    const played = fresh()
    await write(played, lines.slice(0, count).join(''))
    expect(look(terminal)).toBe(look(played))
  }
})

test.each([
  ['is broken off', (stop: AbortController) => stop.abort()],
  [
    'fails',
    () =>
      vi.spyOn(Snapshots.prototype, 'take').mockImplementation(() => {
        throw new Error('no keyframe')
      }),
  ],
])('a terminal that keyframes were taken with does not stay behind where that %s', async (_, end) => {
  const stop = new AbortController()
  const recording = await readRecording(cast(Array.from({ length: 6000 }, (_, i) => coloured(i))))
  const disposed = vi.spyOn(Terminal.prototype, 'dispose')
  const indexed = new Replay(fresh(), recording).index(stop.signal)
  end(stop)
  await expect(indexed).rejects.toThrow()
  expect(disposed).toHaveBeenCalledTimes(1)
  vi.restoreAllMocks()
})

test('jumps in quick succession end at the last one', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => coloured(i))
  const terminal = fresh()
  const replay = new Replay(terminal, await readRecording(cast(lines)))
  const shown = [2000, 10, 2999, 5].map((count) => replay.show(count))
  await Promise.all(shown)
  expect(replay.shown).toBe(5)
  const played = fresh()
  await write(played, lines.slice(0, 5).join(''))
  expect(look(terminal)).toBe(look(played))
})

test('what is typed stands after the replay, and goes when it is taken back', async () => {
  const terminal = fresh()
  const replay = new Replay(terminal, await readRecording(cast(['220 ready\r\n', '250 ok\r\n'])))
  await replay.show(1, 'EHLO me')
  expect(look(terminal)).toContain('220 ready\nEHLO me\n')
  await replay.show(1, 'EHL')
  expect(look(terminal)).toContain('220 ready\nEHL\n')
  await replay.show(2)
  expect(look(terminal)).toContain('220 ready\n250 ok\n')
})

test('a file that is no recording is refused in words', async () => {
  await expect(readRecording('not json\n')).rejects.toThrow('no asciicast header')
  await expect(readRecording('{"version":1,"width":80,"height":24}\n')).rejects.toThrow('no asciicast header')
})

test('a recording whose screen no terminal has is refused in words', async () => {
  for (const [width, height] of [
    [1e9, 1e9],
    [80.5, 24],
    [0, 24],
  ])
    await expect(readRecording(JSON.stringify({ version: 2, width, height }))).rejects.toThrow(/columns and .* rows/)
})

test('a recording that asks for a billion scrolls, tabs or repeats holds nothing up', async () => {
  const hostile = ['S', 'T', 'I', 'Z', 'L', 'M', 'b'].map((final) => `A\x1b[999999999${final}`).join('')
  const lines = [
    { version: 2, width: 80, height: 24 },
    [0, 'o', hostile.slice(0, 5)],
    [1, 'o', hostile.slice(5)],
    [2, 'o', 'done'],
  ]
  const recording = await readRecording(lines.map((line) => JSON.stringify(line)).join('\n'))
  const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  guard(terminal)
  await new Replay(terminal, recording).show(3)
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('AAAAAAAdone')
})

test('versions 2 and 3 of the format say the same', async () => {
  const two = await readRecording(
    '{"version":2,"width":80,"height":24}\n[0.5,"o","a"]\n[0.75,"m","here"]\n[2,"o","b"]\n',
  )
  const three = await readRecording(
    '{"version":3,"term":{"cols":80,"rows":24}}\n[0.5,"o","a"]\n[0.25,"m","here"]\n[1.25,"o","b"]\n',
  )
  expect(three).toEqual(two)
  expect(two.times).toEqual([500, 2000])
  expect(two.markers).toEqual([{ ms: 750, label: 'here' }])
})
