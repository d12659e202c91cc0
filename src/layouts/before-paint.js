try {
  const t = localStorage.getItem('mailwire-theme')
  if (t === 'light' || t === 'dark') document.documentElement.dataset.theme = t
} catch {}
