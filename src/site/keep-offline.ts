/** Registers the service worker when the page has been painted and come to rest, and offers a new version once there is one. */
interface Policy {
  createScriptURL(url: string): string
}

// A policy of its own, which knows one address: every page carries this script, so it shares no file with another.
const { trustedTypes } = window as unknown as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
}
const rules = { createScriptURL: () => '/sw.js' }

const offer = (next: ServiceWorker): void => {
  const button = document.createElement('button')
  button.className = 'button no-print'
  button.textContent = 'A newer version is here. Reload'
  button.onclick = () => {
    navigator.serviceWorker.oncontrollerchange = () => location.reload()
    next.postMessage({ type: 'SKIP_WAITING' })
  }
  document.querySelector('footer')?.prepend(button)
}

if ('serviceWorker' in navigator)
  setTimeout(async () => {
    const address = (trustedTypes?.createPolicy('mailwire-offline', rules) ?? rules).createScriptURL('')
    const kept = await navigator.serviceWorker.register(address).catch(() => null)
    if (!kept) return
    if (kept.waiting) offer(kept.waiting)
    kept.onupdatefound = () => {
      const next = kept.installing
      if (!next) return
      next.onstatechange = () => {
        if (next.state === 'installed' && navigator.serviceWorker.controller) offer(next)
      }
    }
  }, 3000)
