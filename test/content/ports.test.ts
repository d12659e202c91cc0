import { z } from 'astro/zod'
import { describe, expect, test } from 'vitest'
import { getPort, getPorts } from '../../src/sessions/facts.ts'
import { readYaml } from '../../src/sessions/yaml-file.ts'

const ports = getPorts()
/** The register's own rows, kept beside the port table with the date of the look. */
const registrySchema = z.strictObject({
  source: z.string(),
  checked: z.iso.date(),
  /** Months of the copies that were compared, oldest first. */
  copies: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      service: z.string().nullable(),
      port: z.int(),
      transport: z.literal('tcp'),
      description: z.string(),
      registered: z.iso.date().optional(),
      modified: z.iso.date().optional(),
      references: z.array(z.string().regex(/^RFC\d+$/)),
    }),
  ),
})
const { rows } = readYaml('content/registry.yaml', registrySchema, 'Copy the rows as the register words them.')

describe('the port table', () => {
  test('holds the ports that are taught, each once', () => {
    const numbers = ports.map((row) => row.port)
    expect(new Set(numbers).size).toBe(numbers.length)
    const main = ports.filter((row) => row.main).map((row) => row.port)
    expect(main.sort((a, b) => a - b)).toEqual([25, 110, 143, 465, 587, 993, 995])
    expect(numbers).toEqual(expect.arrayContaining([4190, 24, 2525]))
  })

  test.each(ports)("$port bears the register's name", ({ port, service }) => {
    const names = rows.filter((row) => row.port === port).map((row) => row.service)
    expect(names).toContain(service)
  })

  test('every row of the register belongs to a port of the table', () => {
    const taught = new Set(ports.map((row) => row.port))
    expect(rows.filter((row) => !taught.has(row.port))).toEqual([])
  })

  // RFC 8314 §3.3: the name of a service over implicit TLS is the plain name with an "s".
  test('implicit TLS ports, and no others, have a name that is another port\'s name with an "s"', () => {
    const names = new Set(ports.map((row) => row.service))
    for (const { service, tls } of ports) {
      const plain = service?.endsWith('s') ? service.slice(0, -1) : null
      expect(plain !== null && names.has(plain), service ?? 'no name').toBe(tls.kind === 'implicit')
    }
  })

  test.each(ports)(
    '$port: who speaks first, the first bytes and the kind of TLS agree',
    ({ speaksFirst, tls, firstBytes }) => {
      const startsWithHandshake = firstBytes?.hex.startsWith('16 03') ?? false
      expect(startsWithHandshake).toBe(tls.kind === 'implicit')
      expect(speaksFirst).toBe(firstBytes === null ? null : tls.kind === 'implicit' ? 'client' : 'server')
      expect(tls.command === null).toBe(tls.kind !== 'starttls')
    },
  )

  test.each(ports.filter((row) => row.firstBytes))('$port: the bytes and their text are the same', ({ firstBytes }) => {
    const text = (firstBytes?.hex ?? '')
      .split(' ')
      .map((hex) => Number.parseInt(hex, 16))
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('')
    expect(text).toBe(firstBytes?.text)
  })

  test('465, 993 and 995 are preferred, and they alone', () => {
    expect(ports.filter((row) => row.status === 'preferred').map((row) => row.port)).toEqual([465, 993, 995])
  })

  test('a port nobody taught is an error that says where the ports are', () => {
    expect(() => getPort(4650)).toThrowErrorMatchingInlineSnapshot(`
      [ContentError: content/ports.yaml: no port "4650".
      Did you mean "465"?]
    `)
  })
})
