// The site's policy forbids style attributes: the terminal needs none, and its colours can be read without being changed.
import { afterEach, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { TerminalScreen } from '../../../src/widgets/terminal/TerminalScreen.ts'
import '../../../src/styles/tokens.css'

let screen: TerminalScreen | undefined
afterEach(async () => {
  screen?.dispose()
  document.body.replaceChildren()
  await emulate()
  delete document.documentElement.dataset['theme']
})

async function open(): Promise<TerminalScreen> {
  const box = document.createElement('div')
  box.style.width = '700px'
  box.style.fontFamily = 'var(--mono)'
  document.body.append(box)
  screen = await TerminalScreen.open(box, 80, 24)
  return screen
}

const emulate = (...features: { name: string; value: string }[]) =>
  (cdp() as { send(method: string, params: object): Promise<unknown> }).send('Emulation.setEmulatedMedia', { features })

const colours = [...Array(16).keys()].map((n) => `\x1b[${n < 8 ? 30 + n : 82 + n}m ${n} \x1b[2m dim \x1b[0m`).join('')
const painted = `${colours}\r\n\x1b[38;2;1;200;3m\x1b[48;2;9;9;9mred, green, blue\x1b[0m\r\n\x1b[7minverse\x1b[0m`

for (const [name, ...features] of [
  ['as usual'],
  ['with forced colours', { name: 'forced-colors', value: 'active' }],
] as const) {
  test(`no cell is coloured by a style attribute, nor one that is selected, ${name}`, async () => {
    const policy = document.createElement('meta')
    policy.httpEquiv = 'Content-Security-Policy'
    policy.content = "style-src-attr 'none'"
    document.head.append(policy)
    const broken: string[] = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => broken.push(violatedDirective))
    await emulate(...features)
    const { terminal } = await open()
    await new Promise<void>((resolve) => terminal.write(painted, resolve))
    const cell = () =>
      [...document.querySelectorAll<HTMLElement>('.xterm-rows span')].find((each) => /green/.test(each.textContent))
    await expect.poll(() => cell()?.style.backgroundColor).toBe('rgb(9, 9, 9)')
    expect(cell()?.style.color).toBe('rgb(1, 200, 3)')
    terminal.selectAll()
    await expect.poll(() => document.querySelectorAll('.xterm-decoration-top').length).toBeGreaterThan(0)
    expect(broken).toEqual([])
  })
}

const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

for (const theme of ['light', 'dark']) {
  for (const forced of ['none', 'active']) {
    test(`every colour of the ${theme} theme can be read on its paper (forced colours: ${forced})`, async () => {
      await emulate({ name: 'forced-colors', value: forced })
      document.documentElement.dataset['theme'] = theme
      const { terminal } = await open()
      const { background = '', ...others } = terminal.options.theme ?? {}
      const inks = Object.entries(others).filter(([name]) => !/^scrollbar|^selection|^cursorAccent/.test(name))
      expect(inks.length).toBeGreaterThan(16)
      for (const [name, ink] of inks) {
        const [dark = 0, light = 0] = [luminance(background), luminance(String(ink))].sort((a, b) => a - b)
        expect((light + 0.05) / (dark + 0.05), `${name}: ${String(ink)} on ${background}`).toBeGreaterThanOrEqual(4.5)
      }
    })
  }
}
