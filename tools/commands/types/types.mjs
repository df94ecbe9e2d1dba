// Writes the types of the bindings and variables of wrangler.toml into worker-configuration.d.ts.
import { main } from '../../bootstrap/commands.mjs'
import { install } from '../../bootstrap/install.mjs'
import { wrangler } from '../../lib/wrangler.mjs'

/** `variables` of a local .dev.vars must not decide which types are right, so the example stands for them. */
const fixed = ['--include-runtime=false', '--strict-vars=false', '--env-file', '.dev.vars.example']

await main('types', async ({ values }) => {
  await install()
  const { code } = await wrangler(['types', ...fixed, ...(values.check ? ['--check'] : [])], {
    show: true,
  })
  return code
})
