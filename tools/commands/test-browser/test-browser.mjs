// Goes through the pages in a real Chromium, against npm start. Arguments go to vitest.
//   npm run test:browser -- [--screenshots] [administration]
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { sumUp, vitestSuite } from '../../ci/suites.mjs'
import { buildPages } from '../../lib/pages.mjs'

/** Where all pictures go, which git ignores, and those of the README, which are copies. */
const album = join(root, 'docs/screenshots/all')
const shown = {
  'sign-in-desktop': 'sign-in',
  'account-desktop': 'account',
  'users-desktop': 'users',
}

await main('test:browser', async ({ values, positionals, rest }) => {
  await install()
  await buildPages()
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
  const { screenshots: withPictures, ...toVitest } = values
  const given = [...positionals, ...argumentsOf(toVitest), ...rest]
  const suite = await vitestSuite(
    ['--config', 'test/browser/vitest.config.ts', ...given],
    join(scratch, 'vitest.json'),
    { env: withPictures ? { LATCHKEY_SCREENSHOTS: album } : {} },
  )
  if (withPictures) show()
  return sumUp([suite])
})

function show() {
  for (const [taken, name] of Object.entries(shown)) {
    const picture = join(album, `${taken}.png`)
    if (existsSync(picture)) cpSync(picture, join(root, `docs/screenshots/${name}.png`))
  }
}
