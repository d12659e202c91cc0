/** The lab in which something is tried. */
import { withCleanup, type Cleanup } from './cleanup.ts'
import { startLab, type Lab, type LabRequest } from './lab-machines.ts'
import type { Trial } from './trial.ts'

/** Starts a lab, works in it and takes it down. */
export async function inLab<T>(
  request: LabRequest,
  work: (lab: Lab, cleanup: Cleanup, stopped: AbortSignal) => Promise<T>,
) {
  return withCleanup(async (cleanup, stopped) => work(await startLab(request, cleanup), cleanup, stopped))
}

/** A lab that differs from that of `npm run lab` in what is named. */
export function requestOf({ attack, certificate, openssl, clientOpenssl, postfix, dovecot }: Partial<Trial['lab']>) {
  return {
    link: { oneWayMs: 20, filtered: [] },
    server: {
      software: 'postfix-dovecot',
      certificate: certificate ?? 'ecdsa',
      openssl: openssl ?? {},
      postfix: postfix ?? {},
      dovecot: dovecot ?? '',
      keyLog: false,
    },
    client: { env: {}, openssl: clientOpenssl ?? {}, debian: 12 },
    ...(attack === undefined ? {} : { attack }),
  } as LabRequest
}

/** The day, as results carry it. */
export const today = () => new Date().toISOString().slice(0, 10)
