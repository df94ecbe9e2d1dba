// Builds the pages, if something they are made of has changed.
import { main } from './commands.mjs'
import { install } from './install.mjs'
import { buildPages } from './pages.mjs'

await main('build', async () => {
  await install()
  console.log((await buildPages()) ? 'Built the pages into web/dist.' : 'The pages are up to date.')
})
