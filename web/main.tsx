import { render } from 'preact'
// First: these change the URL before the router reads it.
import './lib/page/reset-token.ts'
import './lib/page/old-fragment.ts'
import { App, preload } from './app.tsx'
import { keepFocus } from './lib/page/focus.ts'
import { preloadLinks } from './lib/page/preload-links.ts'
import { watchSession } from './lib/session.ts'

watchSession()
preloadLinks(preload)
const root = document.getElementById('app')
// Until the page's script has loaded, the document shows what the Worker put there. Without a script to load, the page
// renders at once. Not a top-level `await`: the loaded scripts import this one, which would wait for them.
if (root) {
  const loading = preload(location.pathname)
  if (loading) loading.then(() => show(root))
  else show(root)
}

function show(root: HTMLElement): void {
  root.replaceChildren()
  render(<App />, root)
  keepFocus(root)
}
