// Builds the pages, if something they are made of has changed.
import { install } from './install.mjs'
import { buildPages } from './pages.mjs'

try {
  await install()
  console.log((await buildPages()) ? 'Built the pages into web/dist.' : 'The pages are up to date.')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
