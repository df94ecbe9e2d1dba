// Builds the pages, if something they are made of has changed.
import { main } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { buildPages } from '../../lib/pages.mjs'

await main('build', async () => {
  await install()
  console.log((await buildPages()) ? 'Built the pages into web/dist.' : 'The pages are up to date.')
})
