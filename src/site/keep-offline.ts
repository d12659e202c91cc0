/** Registers the service worker when the page has come to rest, and offers a new version once there is one. */
import { workerUrl } from './worker-url.ts'

const offer = (next: ServiceWorker): void => {
  const button = document.createElement('button')
  button.className = 'button update no-print'
  button.textContent = 'A newer version is here. Reload'
  button.onclick = () => {
    navigator.serviceWorker.oncontrollerchange = () => location.reload()
    next.postMessage({ type: 'SKIP_WAITING' })
  }
  document.querySelector('footer')?.prepend(button)
}

if ('serviceWorker' in navigator)
  addEventListener('load', () =>
    setTimeout(async () => {
      const kept = await navigator.serviceWorker.register(workerUrl('/sw.js')).catch(() => null)
      if (kept?.waiting) offer(kept.waiting)
      kept?.addEventListener('updatefound', () => {
        const next = kept.installing
        next?.addEventListener('statechange', () => {
          if (next.state === 'installed' && navigator.serviceWorker.controller) offer(next)
        })
      })
    }, 3000),
  )
