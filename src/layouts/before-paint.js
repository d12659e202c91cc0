try {
  const t = localStorage.getItem('mailwire-theme')
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t
} catch {}
addEventListener('astro:hydration-error', ({ target }) => {
  const p = document.createElement('p')
  p.role = 'alert'
  p.textContent = 'This part is missing. Reload the page.'
  target.prepend(p)
})
