/** The attacks a scenario may name, one file each in this folder. */
import type { Attack } from './attack.ts'
import { blockStarttls } from './block-starttls.ts'
import { imapPreauth } from './imap-preauth.ts'
import { injectCommand } from './inject-command.ts'
import { injectResponse } from './inject-response.ts'
import { stripStarttls } from './strip-starttls.ts'

export const attacks: Readonly<Record<string, Attack>> = {
  'block-starttls': blockStarttls,
  'imap-preauth': imapPreauth,
  'inject-command': injectCommand,
  'inject-response': injectResponse,
  'strip-starttls': stripStarttls,
}
