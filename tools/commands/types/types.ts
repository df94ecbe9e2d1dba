import type { Arguments } from '../../bootstrap/commands.mjs'
import { wrangler } from '../../lib/wrangler.ts'

/** The types must not depend on a local .dev.vars, so the example replaces it. */
const args = ['--include-runtime=false', '--strict-vars=false', '--env-file', '.dev.vars.example']

/** Writes the types of the bindings and variables in wrangler.toml into worker-configuration.d.ts. */
export async function run({ values }: Arguments<'types'>): Promise<number> {
  const { code } = await wrangler(['types', ...args, ...(values.check ? ['--check'] : [])], {
    show: true,
  })
  return code
}
