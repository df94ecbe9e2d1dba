import { render } from 'preact'
// First: what it takes out of the address must not be there when the router reads that.
import './lib/reset-token.ts'
import { App } from './app.tsx'
import { applyBrand } from './lib/brand.ts'
import { keepFocus } from './lib/focus.ts'
import { followSession } from './lib/session.ts'

applyBrand()
followSession()
const root = document.getElementById('app')
if (root) {
  render(<App />, root)
  keepFocus(root)
}
