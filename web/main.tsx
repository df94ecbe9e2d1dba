import { render } from 'preact'
// First: removes the reset token from the URL before the router reads the URL.
import './lib/reset-token.ts'
import { App } from './app.tsx'
import { applyBrand } from './lib/brand.ts'
import { keepFocus } from './lib/focus.ts'
import { watchSession } from './lib/session.ts'

applyBrand()
watchSession()
const root = document.getElementById('app')
if (root) {
  render(<App />, root)
  keepFocus(root)
}
