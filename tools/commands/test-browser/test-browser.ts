import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from '../../bootstrap/commands.mjs'
import { argumentsOf } from '../../bootstrap/options.mjs'
import { root } from '../../bootstrap/process.mjs'
import { sumUp, vitestSuite } from '../../ci/suites.ts'
import { testTempDir } from '../../lib/files/temp-dir.ts'
import { buildPages } from '../../lib/pages.ts'

/** The folder of all screenshots, which git ignores. */
const album = join(root, 'docs/screenshots/all')
/** The screenshots of the documentation, which are copies, by their name in the album. */
const published = {
  'sign-in-desktop': 'sign-in',
  'devices-desktop': 'devices',
  'users-desktop': 'users',
  'email-resetLink-en-600-light': 'email-reset-link',
  'email-verificationCode-en-360-dark': 'email-code',
  'email-newDevice-en-600-light': 'email-new-device',
}

/** Tests the pages in a real Chromium, against npm start. */
export async function run({
  values: { screenshots, ...options },
  positionals,
  rest,
}: Arguments<'test:browser'>): Promise<number> {
  await buildPages()
  const suite = await vitestSuite(
    ['--config', 'test/browser/vitest.config.ts', ...positionals, ...argumentsOf(options), ...rest],
    join(testTempDir(), 'vitest.json'),
    { env: screenshots ? { LATCHKEY_SCREENSHOTS: album } : {} },
  )
  if (screenshots) publish(positionals.length === 0)
  return sumUp([suite])
}

/** @param isComplete whether all tests ran, so that a screenshot that is missing has another name now */
function publish(isComplete: boolean) {
  for (const [name, copy] of Object.entries(published)) {
    const picture = join(album, `${name}.png`)
    if (existsSync(picture)) cpSync(picture, join(root, `docs/screenshots/${copy}.png`))
    else if (isComplete) throw new Error(`No test took the screenshot ${name} of the documentation`)
  }
}
