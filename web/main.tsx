import { render } from 'preact'
// First: what it takes out of the address must not be there when the router reads that.
import './reset-token.ts'
import { App } from './app.tsx'
import { applyBrand } from './brand.ts'
import { keepFocus } from './focus.ts'
import { followSession } from './session.ts'

applyBrand()
followSession()
const root = document.getElementById('app')
if (root) {
  render(<App />, root)
  keepFocus(root)
}
