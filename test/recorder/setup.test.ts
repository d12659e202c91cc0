import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findMailServer } from '../../src/recorder/setup.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mailwire-setup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

test('a machine without mail may be set up', async () => {
  put('var/lib/dpkg/status', 'Package: postfix\nStatus: deinstall ok config-files\n')
  put('proc/net/tcp', '  sl  local_address rem_address   st\n   0: 0100007F:0016 00000000:0000 0A\n')
  expect(await findMailServer(root)).toBeNull()
})

test('a Postfix that someone configured is left alone', async () => {
  put('etc/postfix/main.cf', 'myhostname = mail.example.test\n')
  expect(await findMailServer(root)).toMatch(/main\.cf is there$/)
})

test('so is another mail server', async () => {
  put(
    'var/lib/dpkg/status',
    'Package: bash\nStatus: install ok installed\n\nPackage: exim4-base\nStatus: install ok installed\n',
  )
  expect(await findMailServer(root)).toBe('the package exim4-base is installed')
})

test('so is whatever listens on a mail port', async () => {
  // 0x0019 is port 25; state 0A is LISTEN, 01 an open connection.
  put('proc/net/tcp', '  sl  local_address rem_address   st\n   0: 0100007F:0019 00000000:0000 0A\n')
  expect(await findMailServer(root)).toBe('something listens on port 25')
})

test('a connection to a mail port elsewhere is no mail server', async () => {
  put('proc/net/tcp6', '  sl  local_address rem_address   st\n   0: 0100007F:03E1 00000000:0000 01\n')
  expect(await findMailServer(root)).toBeNull()
})
