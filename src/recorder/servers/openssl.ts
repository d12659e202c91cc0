/** The OpenSSL that servers are linked with. */
import { askRoot, type RootName } from '../roots.ts'
import { run } from '../run.ts'

/** The version of the machine's OpenSSL, or of a root's. */
export async function openssl(root: RootName | null) {
  const { stdout } = await (root === null ? run('openssl', ['version']) : askRoot(root, 'openssl', ['version']))
  return { name: 'OpenSSL', version: /OpenSSL (\S+)/.exec(stdout)?.[1] ?? 'unknown' } as const
}
