import { chromium } from 'playwright'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] })
for (const path of process.argv.slice(2)) {
const p = await (await b.newContext({ viewport: { width: 360, height: 900 } })).newPage()
await p.goto('http://localhost:46600'+path)
await p.waitForTimeout(500)
console.log(path, await p.evaluate(()=>[document.documentElement.scrollWidth,[...document.querySelectorAll('main *')].filter(e=>e.getBoundingClientRect().right>362 && !e.closest('pre *') && getComputedStyle(e.parentElement).overflowX==='visible').slice(0,8).map(e=>e.tagName+'.'+e.className+' '+Math.round(e.getBoundingClientRect().width))]))
}
await b.close()
