/**
 * The Trusted Types policy for workers: it lets an address through if it is one of ours. It is made once per page,
 * because the site's content security policy allows its name only once.
 */
const ours = (url: string): string => {
  if (new URL(url, location.href).origin !== location.origin) throw TypeError(`Not ours: ${url}`)
  return url
}

interface Policy {
  createScriptURL(url: string): unknown
}

const { trustedTypes } = globalThis as {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy }
}
const policy = trustedTypes?.createPolicy('mailwire-worker', { createScriptURL: ours })

/** The address of a worker, in the shape that `new Worker` takes under Trusted Types. */
export function workerUrl(url: string): string {
  // Where the browser knows Trusted Types this is a TrustedScriptURL, which the DOM's own types do not know.
  return (policy?.createScriptURL(url) ?? ours(url)) as string
}
